{{%AUTOESCAPE context="HTML"}}
{{#GROUP}}
<h2>{{HEADING}}</h2>
<ul class="changes">
{{#ITEM}}
<li><b dir="auto"><a href="{{URL}}">{{TITLE}}</a></b><br>{{DETAIL}}</li>
{{/ITEM}}
</ul>
{{/GROUP}}
