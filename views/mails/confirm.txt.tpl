{{! Plain text: nothing is escaped. }}
Somebody, we hope you, asked for the weekly verdicts to be sent to
{{MAIL_ADDRESS}}.

To confirm, open this page and press its button:

{{LINK}}

The link works once, within 48 hours. If it was not you, do nothing:
without the confirmation we forget the address within a week.

Verdict
{{SITE_URL}}
