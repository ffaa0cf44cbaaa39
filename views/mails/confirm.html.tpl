{{%AUTOESCAPE context="HTML"}}
<h1>Weekly AI tool verdicts: please confirm</h1>
<p>Somebody, we hope you, asked for the weekly verdicts to be sent to {{MAIL_ADDRESS}}.</p>
<p>To confirm, open <a href="{{LINK}}">this page</a> and press its button.</p>
<p class="soft">The link works once, within 48 hours. If it was not you, do nothing: without the confirmation we forget the address within a week.</p>
<p class="soft">Verdict, <a href="{{SITE_URL}}">{{SITE_URL}}</a></p>
