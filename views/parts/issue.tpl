{{%AUTOESCAPE context="HTML"}}
{{#GROUP}}
<h2>{{HEADING}}</h2>
<ul class="changes">
{{#ITEM}}
<li><b><a href="{{URL}}">{{TITLE}}</a></b><br>{{DETAIL}}</li>
{{/ITEM}}
</ul>
{{/GROUP}}
{{#MORE}}
<p class="more"><a href="{{URL}}">And {{REST}} more on the site</a></p>
{{/MORE}}
