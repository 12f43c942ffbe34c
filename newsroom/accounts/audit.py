"""The audit trail's only writer."""

from contextvars import ContextVar

from newsroom.accounts.models import AuditEntry

# Set by the middleware for the length of a request, so that services need not hand the request around.
_address = ContextVar("audit_address", default=None)


def record(action, target, *, by, **detail):
    """Write one line: user `by` did `action` (such as "story.publish") to the model instance `target`.

    `detail` holds whatever a reader of the trail will want to know; it must be JSON. Runs in the caller's
    transaction, so the line stands or falls with the change.
    """
    return AuditEntry.objects.create(
        actor=by,
        action=action,
        target_type=target._meta.model_name,
        target_id=target.pk,
        target_label=str(target)[:300],
        detail=detail,
        address=_address.get(),
    )


class AuditAddressMiddleware:
    """Remembers the address a request came from, for the audit trail."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = _address.set(request.META.get("REMOTE_ADDR") or None)
        try:
            return self.get_response(request)
        finally:
            _address.reset(token)
