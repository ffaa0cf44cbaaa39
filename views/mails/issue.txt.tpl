{{! Plain text: nothing is escaped. }}
Weekly AI tool verdicts, issue {{NUMBER}}, {{DATE}}{{#GROUP}}


{{HEADING}}{{#ITEM}}

* {{TITLE}}
  {{DETAIL}}
  {{URL}}{{/ITEM}}{{/GROUP}}


On the site: {{ARCHIVE_URL}}
You get this because {{MAIL_ADDRESS}} signed up at {{SITE_URL}}.
To unsubscribe: {{LINK}}
