"""What a browser would post from an admin form that it was shown."""


def posted(response, **changes):
    """Return the fields of the change form in `response` as a browser would send them, with `changes`.

    A key of `changes` is a field's name; None takes the field away.
    """
    data = fields_of(response.context["adminform"].form)
    for inline in response.context["inline_admin_formsets"]:
        data |= fields_of(inline.formset.management_form)
        for form in inline.formset.forms:
            data |= fields_of(form)
    for form in (response.context.get("publish"), response.context.get("review")):
        if form is not None:
            data |= fields_of(form)
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def fields_of(form):
    """Return the values of `form` by the names under which they are posted."""
    data = {}
    for bound in form:
        value = bound.field.widget.format_value(bound.value())
        if isinstance(value, list) and not bound.field.widget.allow_multiple_selected:
            value = value[0] if value else ""
        if value not in (None, "", False, []):
            data[bound.html_name] = value
    return data


def added(response, prefix, **values):
    """Return the fields of a new row of the formset `prefix`, and the counts that go with it."""
    formset = next(
        inline.formset
        for inline in response.context["inline_admin_formsets"]
        if inline.formset.prefix == prefix
    )
    index = formset.total_form_count()
    row = {f"{prefix}-{index}-{name}": value for name, value in values.items()}
    return row | {f"{prefix}-TOTAL_FORMS": index + 1}
