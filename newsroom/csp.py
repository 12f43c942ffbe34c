"""The content security policy: strict for readers, with a nonce for the scripts of the admin.

Readers' pages get `CONTENT_SECURITY_POLICY` of the settings: no inline script, no inline style, nothing from
elsewhere. There are two exceptions. The newsroom's own accent, if it has one, is a rule in the page, allowed
by its hash (`newsroom/theme.py`). Frames of the providers in `settings.EMBEDS` are allowed: a reader may ask
for one. Behaviour goes to modules in `static/js/`, looks to `static/css/`.

A page of an admin site gets `ADMIN_DIRECTIVES` on top:

- Scripts are allowed from our own files and, inline, only with the nonce of this answer. The one inline
  script is the import map by which content-editor and prose-editor find their modules; it is part of a form's
  media. So **an admin with blocks or rich text lists `NonceMedia` first among its bases**:
  `class StoryAdmin(NonceMedia, ContentEditor)`. Without it the browser refuses the map, and the editors stay
  plain text areas. A view of our own that shows such a form puts
  `Media.from_media(form.media, nonce=request.csp_nonce)` into its context (`Media` is js_asset's). In a
  template, `<script nonce="{{ request.csp_nonce }}">` would be allowed too; prefer a file.
- Style elements are allowed inline, since content-editor and tiptap each add one from script, without a
  nonce, and content-editor's depends on language and regions, so no hash can name it. Style attributes stay
  forbidden, in templates and in `innerHTML`; `element.style` from script works.
- Frames from this site are allowed, and admin pages may be framed by this site: for previews.

A preview under the admin's URLs shows a readers' page: decorate its view with `as_readers_see_it`, which
keeps the readers' policy and lets the admin frame it.
"""

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from csp.middleware import CSPMiddleware
from js_asset import Media

from newsroom.lib.embeds import frame_origins
from newsroom.theme import accent_source

ADMIN_DIRECTIVES = {
    "script-src": [SELF, NONCE],
    "style-src-elem": [SELF, UNSAFE_INLINE],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}

as_readers_see_it = csp_replace({"frame-ancestors": [SELF]})


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Sends the readers' policy, and the admin's where a page belongs to the admin."""

    def get_policy_parts(self, request, response, report_only=False):
        """Return the parts of the policy for this answer; a view's own `csp_replace` wins."""
        parts = super().get_policy_parts(request, response, report_only)
        match = request.resolver_match
        if parts.replace is None and match and "admin" in match.app_names:
            parts.replace = ADMIN_DIRECTIVES
        else:
            ours = {"frame-src": frame_origins() or None, "style-src": accent_source() or None}
            parts.update = ours | (parts.update or {})
        return parts


class NonceMedia:
    """Gives the scripts of a model admin's change form the nonce that the policy asks for."""

    def render_change_form(self, request, context, **kwargs):
        """Render as usual, with the nonce on each script of the media."""
        response = super().render_change_form(request, context, **kwargs)
        response.context_data["media"] = Media.from_media(
            response.context_data["media"], nonce=request.csp_nonce
        )
        return response
