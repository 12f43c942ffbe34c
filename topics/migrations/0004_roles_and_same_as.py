

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import newsroom.lib.partial_dates
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('topics', '0003_topic_parents_explainers_and_points'),
    ]

    operations = [
        migrations.AlterField(
            model_name='person',
            name='role',
            field=models.CharField(blank=True, help_text='Such as: senator from Minnesota. New stories take it; those that are out keep their own.', max_length=200, verbose_name='role now'),
        ),
        migrations.CreateModel(
            name='PersonRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='Such as: attorney general, or director.', max_length=200, verbose_name='role')),
                ('where', models.CharField(blank=True, help_text='Such as: U.S. Department of Justice. Empty if the role says it.', max_length=200, verbose_name='of what, or where')),
                ('since', models.CharField(blank=True, help_text='2017, 2017-02 or 2017-02-09. Empty if nobody knows.', max_length=10, validators=[newsroom.lib.partial_dates.validate_partial_date], verbose_name='since')),
                ('until', models.CharField(blank=True, help_text='In the same way. Empty while it goes on.', max_length=10, validators=[newsroom.lib.partial_dates.validate_partial_date], verbose_name='until')),
                ('is_over', models.BooleanField(default=False, help_text='For one that has ended, though nobody knows when.', verbose_name='over')),
                ('ordering', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='topics.person')),
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
                'ordering': ['ordering', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until', ''), ('since__lte', django.db.models.functions.text.Concat(models.F('until'), models.Value('-99'))), _connector='OR'), name='role_ends_after_it_begins', violation_error_message='It cannot end before it began.')],
            },
        ),
        migrations.CreateModel(
            name='PersonSameAs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, validators=[django.core.validators.URLValidator(message='Only an address of the web: https://, then a site.', schemes=['http', 'https'])], verbose_name='address')),
                ('label', models.CharField(blank=True, help_text='Such as: official site, Wikidata. The name of the site if empty.', max_length=60, verbose_name='called')),
                ('ordering', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='same_as', to='topics.person')),
            ],
            options={
                'verbose_name': 'address elsewhere',
                'verbose_name_plural': 'addresses elsewhere',
                'ordering': ['ordering', 'pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('person', 'url'), name='person_same_as_once', violation_error_message='This address is there already.')],
            },
        ),
    ]
