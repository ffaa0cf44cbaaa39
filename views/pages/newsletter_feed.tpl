{{%AUTOESCAPE context="XML"}}
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>Verdict: weekly AI tool verdicts</title>
<id>{{ATOM_ID:xml_escape}}</id>
<link rel="self" href="{{URL:xml_escape}}"/>
<link href="{{SITE_URL:xml_escape}}"/>
<updated>{{MOMENT:xml_escape}}</updated>
<author><name>Verdict</name></author>
{{#ENTRY}}
<entry>
<title>{{SUBJECT:xml_escape}}</title>
<id>{{ATOM_ID:xml_escape}}</id>
<link href="{{URL:xml_escape}}"/>
<updated>{{MOMENT:xml_escape}}</updated>
<content type="html">{{CONTENT:xml_escape}}</content>
</entry>
{{/ENTRY}}
</feed>
