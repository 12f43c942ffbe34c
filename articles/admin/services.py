"""Screens that save through a service: a refusal is said in the form, and loses nothing."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _


class ServiceAdmin:
    """A model admin that saves through a service.

    A service that refuses ends the request's transaction. The form is then looked at a second time, told of
    the objection, and shown with everything that was typed.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """As usual; the second look if a service refuses."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            request.objection = ValidationError(error.messages)
        except IntegrityError:
            request.objection = ValidationError(
                _("Somebody changed the same thing in the same moment. Your text is here: save it again.")
            )
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form for this request, which knows what was objected to."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.objection = getattr(request, "objection", None)
        return form


class ServiceForm:
    """The form of a ServiceAdmin."""

    objection = None

    def clean(self):
        """Raises ValidationError if a service refused what was asked for."""
        super().clean()
        if self.objection:
            raise self.objection


@contextmanager
def refusals_as_errors():
    """Turn a service's PermissionDenied into a ValidationError, which a form can show."""
    try:
        yield
    except PermissionDenied as error:
        raise ValidationError(str(error)) from error
