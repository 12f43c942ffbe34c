"""Tags that tell machines what a page is, from what the page has at hand: they cost no query."""

from django import template

from articles import structured_data
from newsroom.templatetags.newsroom_tags import structured

register = template.Library()


@register.simple_tag
def told_as_newsroom(trust):
    """Tell who publishes the site, and by which policies."""
    return structured(structured_data.newsroom(trust))


@register.simple_tag
def told_as_article(edition, first, updated_at, corrections, places):
    """Tell of the story that `edition` is of, from its edition `first` on, and of its `places` in series."""
    return structured(structured_data.article(edition, first.goes_live_at, updated_at, corrections, places))


@register.simple_tag
def told_as_person(person, role, facts, same_as):
    """Tell of a person in the news, whose role today is `role`."""
    return structured(structured_data.person_profile(person, role, facts, same_as))


@register.simple_tag
def told_as_words(name, path, person, words):
    """Tell of a list of what `person` said, which is called `name`."""
    return structured(structured_data.words(name, path, person, words))


@register.simple_tag
def told_as_author(author, beats, same_as):
    """Tell of an author."""
    return structured(structured_data.author_profile(author, beats, same_as))


@register.simple_tag
def told_as_list(name, description, path, editions):
    """Tell of a list of stories that is called `name`."""
    return structured(structured_data.collection(name, description, path, editions))


@register.simple_tag
def told_as_page(kind, name, description, path, changed_at):
    """Tell of a page about the newsroom."""
    return structured(structured_data.page(kind, name, description, path, changed_at))


@register.simple_tag
def told_as_series(series, editions):
    """Tell of a series or a package, and of the parts that readers see."""
    return structured(structured_data.series_page(series, editions))


@register.simple_tag
def told_as_topic(topic, editions, parts):
    """Tell of a topic and the list of its stories; `parts` are (topic, newest edition) each."""
    return structured(structured_data.topic_page(topic, editions, [part for part, _edition in parts]))


@register.simple_tag
def told_as_source(source, editions):
    """Tell of a source and the list of stories that cite it."""
    return structured(structured_data.source_page(source, editions))


@register.simple_tag
def crumbs(*names_and_paths):
    """Tell where a page stands: name and path of each page above it, and its own, after the front's."""
    return structured(
        structured_data.breadcrumbs(zip(names_and_paths[::2], names_and_paths[1::2], strict=True))
    )


@register.filter
def title_of(update):
    """Return what an update is called."""
    return structured_data.title_of(update)
