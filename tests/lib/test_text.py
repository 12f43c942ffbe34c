"""No text that a database cannot keep comes in, by whatever door: every model of ours is walked."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import modelform_factory

from newsroom.lib.text import StorableTextModel, unstorable, validate_storable

OURS = [
    model
    for label in ("accounts", "topics", "articles", "pages")
    for model in apps.get_app_config(label).get_models()
    if model._meta.model_name != "storytopic"
]
TEXTS = [
    (model, field)
    for model in OURS
    for field in model._meta.concrete_fields
    if isinstance(field, models.CharField | models.TextField)
]
DOCUMENTS = [
    (model, field)
    for model in OURS
    for field in model._meta.concrete_fields
    if isinstance(field, models.JSONField)
]
BAD = ["a\x00b", "a\ud800b", "a\udfffb"]


def name(value):
    return getattr(value, "__name__", None) or getattr(value, "name", None) or repr(value)


def test_the_walk_finds_what_is_there():
    assert all(issubclass(model, StorableTextModel) for model in OURS)
    assert len(TEXTS) > 80
    assert len(DOCUMENTS) >= 6


@pytest.mark.parametrize("bad", BAD, ids=repr)
@pytest.mark.parametrize(("model", "field"), TEXTS, ids=name)
def test_a_text_is_refused_with_its_field_named(model, field, bad):
    row = model(**{field.attname: bad})
    with pytest.raises(ValidationError) as refused:
        row.clean_fields()
    assert field.name in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        row.save()
    assert field.name in refused.value.message_dict


@pytest.mark.parametrize(("model", "field"), DOCUMENTS, ids=name)
def test_a_text_deep_in_a_document_is_refused(model, field):
    for document in ({"a": [{"b": "a\x00b"}]}, {"a\ud800": 1}, ["x", ["\x00"]]):
        with pytest.raises(ValidationError) as refused:
            model(**{field.attname: document}).save()
        assert field.name in refused.value.message_dict


def form_field(field, **options):
    if isinstance(field, models.URLField):
        options["assume_scheme"] = "https"
    return field.formfield(**options)


@pytest.mark.django_db
@pytest.mark.parametrize("bad", BAD, ids=repr)
def test_a_form_has_a_field_error(bad):
    """Of every editable text of every model, through the form that the admin would make."""
    for model, field in TEXTS:
        if field.editable and not field.choices:
            form_class = modelform_factory(model, fields="__all__", formfield_callback=form_field)
            assert field.name in form_class({field.name: bad}).errors, (model, field)


def test_the_message_says_what_to_look_for():
    assert "U+0000" in unstorable("\x00")
    assert "U+D83D" in unstorable("\ud83d")
    with pytest.raises(ValidationError, match="U\\+0000"):
        validate_storable("a\x00")


@pytest.mark.parametrize("text", ["", "plain", "שלום", "\U0001f600", "\u202e", "\u200b", "a\tb\n", "\ufffd"])
def test_everything_else_is_fine(text):
    assert unstorable(text) == ""
