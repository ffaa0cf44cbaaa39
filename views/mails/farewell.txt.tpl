{{! Plain text: nothing is escaped. }}
Here is the link that ends the weekly verdicts for
{{MAIL_ADDRESS}}:

{{LINK}}

If you did not ask for it, do nothing: nothing has changed.

Verdict
{{SITE_URL}}
