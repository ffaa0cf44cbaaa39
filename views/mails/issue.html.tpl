{{%AUTOESCAPE context="HTML"}}
<p class="soft">Weekly AI tool verdicts · issue {{NUMBER}} · {{DATE}}</p>
<h1 dir="auto">{{SUBJECT}}</h1>
{{>ISSUE}}
<hr>
<p class="soft">You get this because {{MAIL_ADDRESS}} signed up at <a href="{{SITE_URL}}">Verdict</a>. <a href="{{ARCHIVE_URL}}">Read it on the site</a> · <a href="{{LINK}}">Unsubscribe</a></p>
