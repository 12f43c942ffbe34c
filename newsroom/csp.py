"""The content security policy: strict for readers, with a nonce for the admin's scripts.

Readers' pages get `CONTENT_SECURITY_POLICY` of the settings: no inline script, no inline style, nothing from
elsewhere. Behaviour goes to `static/js/` as modules, looks to `static/css/`.

Pages of the admin get `ADMIN_DIRECTIVES` on top, whatever URL they have: a page is the admin's when its URL name
is in the `admin` namespace.
"""

from csp.constants import NONCE, SELF
from csp.middleware import CSPMiddleware

ADMIN_DIRECTIVES = {
    "script-src": [SELF, NONCE],
}


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Sends the readers' policy, and the admin's where a page belongs to the admin."""

    def get_policy_parts(self, request, response, report_only=False):
        """Return the parts of the policy for this answer; a view's own `csp_replace` wins."""
        parts = super().get_policy_parts(request, response, report_only)
        match = request.resolver_match
        if parts.replace is None and match and "admin" in match.namespaces:
            parts.replace = ADMIN_DIRECTIVES
        return parts
