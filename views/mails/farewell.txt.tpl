{{! Plain text: nothing is escaped. }}
If you did not ask for this, ignore it: nothing has changed.

This page ends the weekly verdicts for {{MAIL_ADDRESS}}
with one press:

{{LINK}}

Verdict
{{SITE_URL}}
