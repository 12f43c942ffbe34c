"""What the desk knows of topics, people, sources, authors, sections and photos, and which pages show it."""

import datetime

from articles import models, photos, replacing, search
from tests.exact.case import SEARCH, ExactCase
from tests.factories import PhotoFactory
from topics import merging
from topics.models import Merge, Topic


class SubjectsTest(ExactCase):
    """Topics, people and sources."""

    def test_the_name_of_a_person(self):
        with self.changing(*SEARCH) as n:
            n.form(n.kislyak, name="S. Kislyak")

    def test_the_role_of_a_person(self):
        with self.changing(*SEARCH, "said franken") as n:
            n.form(n.franken, role="former senator")

    def test_the_address_of_a_person(self):
        with self.changing(*SEARCH) as n:
            n.form(n.franken, slug="al-franken")

    def test_the_words_of_a_topic(self):
        with self.changing(*SEARCH, "author ingrid", "topic senate", "topic_feed senate") as n:
            n.form(n.russia, description="Words.")

    def test_the_name_of_a_topic(self):
        with self.changing("search game", "search_feed") as n:
            n.form(n.senate, name="The Senate")

    def test_the_address_of_a_topic(self):
        with self.changing(*SEARCH, "topic_feed senate") as n:
            n.form(n.russia, slug="rossiya")

    def test_a_topic_becomes_part_of_another(self):
        with self.changing(*SEARCH, "front", "topic education") as n:
            n.form(n.schools, parent=str(n.russia.pk))

    def test_a_topic_is_no_part_any_more(self):
        with self.changing(*SEARCH, "topic_feed senate") as n:
            n.form(n.senate, parent="")

    def test_where_to_begin_with_a_topic(self):
        with self.changing(
            *SEARCH, "author ingrid", "topic senate", "topic_feed russia", "topic_feed senate"
        ) as n:
            n.form(n.russia, explainer=str(n.second.pk))

    def test_a_topic_takes_an_address_that_another_had(self):
        n = self.newsroom
        n.form(n.russia, slug="rossiya")
        self.look_again()
        with self.changing(
            *SEARCH, "author ingrid", "subjects_sitemap topics", "topic senate", "topic_feed senate"
        ):
            n.form(Topic(), name="Another Russia", slug="russia")

    def test_the_name_of_a_source(self):
        with self.changing(*SEARCH) as n:
            n.form(n.post, name="The Washington Post")

    def test_two_topics_become_one(self):
        with self.changing(
            *SEARCH,
            "story card",
            "story moved",
            "story quiet",
            "story third",
            "topic education",
            "topic_feed senate",
        ) as n:
            merging.merge(merged=n.russia, kept=n.schools, by=n.by)

    def test_two_topics_are_parted(self):
        with self.changing(
            *SEARCH, "story card", "story quiet", "story third", "subjects_sitemap topics", "topic schools"
        ) as n:
            merging.undo(record=Merge.objects.get(), by=n.by)

    def test_two_people_become_one(self):
        with self.changing(
            *SEARCH, "story card", "story lead", "story moved", "story second", "story third", "topic schools"
        ) as n:
            merging.merge(merged=n.kislyak, kept=n.mayor, by=n.by)

    def test_two_sources_become_one(self):
        with self.changing(
            *SEARCH, "story card", "story lead", "story moved", "story second", "story third", "topic schools"
        ) as n:
            merging.merge(merged=n.post, kept=n.court, by=n.by)


class LibraryTest(ExactCase):
    """Authors, sections and photos; and what search has read."""

    def test_the_name_of_an_author(self):
        with self.changing("search_feed") as n:
            n.form(n.ingrid, name="Ingrid S.")

    def test_an_author_leaves(self):
        with self.changing(
            *SEARCH,
            "author_corrections vang",
            "author_feed vang",
            "live_since quiet",
            "story quiet",
            "update number",
            "updates quiet",
            "updates quiet 1",
            "updates_feed quiet",
        ) as n:
            n.form(n.vang, has_left="on")

    def test_an_author_signs_in(self):
        with self.changing(
            *SEARCH,
            "author_corrections vang",
            "author_feed vang",
            "live_since quiet",
            "story quiet",
            "update number",
            "updates quiet",
            "updates quiet 1",
            "updates_feed quiet",
        ) as n:
            n.form(n.vang, user=str(n.by.pk))

    def test_an_author_signs_in_no_more(self):
        with self.changing() as n:
            n.ingrid.user.is_active = False
            n.ingrid.user.save()

    def test_the_name_of_a_section(self):
        with self.changing("search_feed") as n:
            n.form(n.city, name="Town", in_menu="on")

    def test_the_words_of_a_section(self):
        with self.changing(*SEARCH, "author vang", "front", "section hidden", "section washington") as n:
            n.form(n.city, description="Words.", in_menu="on")

    def test_the_name_of_a_section_that_is_not_in_the_navigation(self):
        with self.changing(*SEARCH, "front", "section city", "section city older", "section washington") as n:
            n.form(n.hidden, name="Well hidden")

    def test_a_new_section(self):
        with self.changing("search_feed", "subjects_sitemap sections") as n:
            n.form(models.Section(), name="Zoo", slug="zoo", in_menu="on")

    def test_a_section_is_deleted(self):
        with self.changing(
            *SEARCH,
            "front",
            "section city",
            "section city older",
            "section washington",
            "subjects_sitemap sections",
        ) as n:
            address = f"/admin/articles/section/{n.hidden.pk}/delete/"
            assert n.desk.post(address, {"post": "yes"}).status_code == 302

    def test_the_words_of_a_portrait(self):
        with self.changing("person_feed franken", "source post", "topic russia", "topic senate") as n:
            n.portrait.alt = "Other"
            photos.change(photo=n.portrait, by=n.by)

    def test_the_words_of_a_photo_in_an_update(self):
        with self.changing() as n:
            n.update_photo.caption = "Other"
            photos.change(photo=n.update_photo, by=n.by)

    def test_the_rights_to_a_photo_on_the_front(self):
        with self.changing() as n:
            n.slot_photo.rights_until = datetime.date(2026, 3, 9)
            photos.change(photo=n.slot_photo, by=n.by)

    def test_another_photo_everywhere(self):
        with self.changing("person_feed franken") as n:
            replacing.replace_everywhere(photo=n.portrait, other=PhotoFactory(alt="New"), by=n.by)

    def test_what_search_reads_later(self):
        n = self.newsroom
        n.publish("Senate again", section=n.washington)
        self.look_again()
        with self.changing("search game", "search_feed"):
            search.put("story", models.Story.objects.latest("pk").pk)
