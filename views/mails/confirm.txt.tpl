{{! Plain text: nothing is escaped. }}
If you did not ask for this, ignore it: nothing more comes, and we
forget the address within a week.

Somebody, we hope you, asked for the weekly AI tool verdicts to be sent
to {{MAIL_ADDRESS}}.

To get them, open this page and press its button:

{{LINK}}

The link works once, within 48 hours.

Verdict
{{SITE_URL}}
