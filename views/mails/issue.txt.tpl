{{! Plain text: nothing is escaped. }}
{{#PREHEADER}}{{TEXT}}

{{/PREHEADER}}Weekly AI tool verdicts, issue {{NUMBER}}, {{DATE}}{{#GROUP}}


{{HEADING}}{{#ITEM}}

* {{TITLE}}
  {{DETAIL}}
  {{URL}}{{/ITEM}}{{/GROUP}}{{#MORE}}


And {{REST}} more on the site: {{URL}}{{/MORE}}


On the site: {{ARCHIVE_URL}}
You get this because {{MAIL_ADDRESS}} signed up at {{SITE_URL}}.
To unsubscribe: {{LINK}}
