

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0009_series'),
        ('topics', '0004_roles_and_same_as'),
    ]

    operations = [
        migrations.AddField(
            model_name='author',
            name='contact_line',
            field=models.CharField(blank=True, db_default='', help_text='Such as: Signal 651 555 0142.', max_length=200, verbose_name='another way'),
        ),
        migrations.AddField(
            model_name='author',
            name='disclosures',
            field=models.TextField(blank=True, db_default='', help_text='What readers should know: holdings, relatives, what the author does not report on.', verbose_name='disclosures'),
        ),
        migrations.AddField(
            model_name='author',
            name='has_left',
            field=models.BooleanField(db_default=False, default=False, help_text='The page and all stories stay; the contact is not shown.', verbose_name='has left'),
        ),
        migrations.AddField(
            model_name='author',
            name='shows_contact',
            field=models.BooleanField(db_default=False, default=False, help_text='Only if the author agrees to it.', verbose_name='readers see the contact'),
        ),
        migrations.AlterField(
            model_name='author',
            name='contact',
            field=models.EmailField(blank=True, max_length=254, verbose_name='e-mail address'),
        ),
        migrations.CreateModel(
            name='AuthorSameAs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, validators=[django.core.validators.URLValidator(message='Only an address of the web: https://, then a site.', schemes=['http', 'https'])], verbose_name='address')),
                ('label', models.CharField(blank=True, help_text='Such as: official site, Wikidata. The name of the site if empty.', max_length=60, verbose_name='called')),
                ('ordering', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='same_as', to='articles.author')),
            ],
            options={
                'verbose_name': 'address elsewhere',
                'verbose_name_plural': 'addresses elsewhere',
                'ordering': ['ordering', 'pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('author', 'url'), name='author_same_as_once', violation_error_message='This address is there already.')],
            },
        ),
        migrations.CreateModel(
            name='Beat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordering', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='beats', to='articles.author')),
                ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='beats', to='articles.section', verbose_name='section')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='beats', to='topics.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'beat',
                'verbose_name_plural': 'beats',
                'ordering': ['ordering', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('section__isnull', True), ('topic__isnull', False)), models.Q(('section__isnull', False), ('topic__isnull', True)), _connector='OR'), name='beat_is_one_thing', violation_error_message='Choose a topic or a section, not both.'), models.UniqueConstraint(fields=('author', 'topic'), name='beat_topic_once', violation_error_message='This topic is there already.'), models.UniqueConstraint(fields=('author', 'section'), name='beat_section_once', violation_error_message='This section is there already.')],
            },
        ),
        migrations.CreateModel(
            name='Saying',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('block', models.CharField(blank=True, max_length=16, verbose_name='block')),
                ('at', models.DateTimeField(help_text='When it was said, or if nobody wrote that down, published first.', verbose_name='said')),
                ('place', models.BigIntegerField(verbose_name='place among what has the same time')),
                ('digest', models.CharField(help_text='The same for the same words of a day.', max_length=32, verbose_name='digest')),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sayings', to='articles.edition')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sayings', to='topics.person')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sayings', to='articles.story')),
                ('update', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='saying', to='articles.liveupdate')),
            ],
            options={
                'verbose_name': 'quotation',
                'verbose_name_plural': 'quotations',
                'ordering': ['-at', '-place'],
                'indexes': [models.Index(fields=['person', '-at', '-place'], name='saying_in_order'), models.Index(fields=['person', 'digest'], name='saying_of_the_same')],
                'constraints': [models.UniqueConstraint(fields=('edition', 'block'), name='saying_once'), models.CheckConstraint(condition=models.Q(models.Q(('edition__isnull', False), ('update__isnull', True)), models.Q(('edition__isnull', True), ('update__isnull', False)), _connector='OR'), name='saying_stands_somewhere')],
            },
        ),
    ]
