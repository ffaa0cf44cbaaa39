{{%AUTOESCAPE context="HTML"}}
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{TITLE}}</title>
<style>
body { margin: 0; padding: 24px 16px; background: #faf7f1; color: #1c1a16; font: 16px/1.5 Georgia, "Times New Roman", serif; overflow-wrap: anywhere; }
.letter { max-width: 36rem; margin: 0 auto; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 16px; }
h2 { font-size: 18px; margin: 32px 0 8px; padding-top: 12px; border-top: 2px solid #1c1a16; }
ul { list-style: none; margin: 0; padding: 0; }
li { margin: 0 0 16px; }
li b { font-size: 17px; }
a { color: #8a2c0d; }
hr { border: 0; border-top: 1px solid #d8d0c0; margin: 32px 0 16px; }
.soft { color: #5d574b; font-size: 14px; }
.preheader { display: none; max-height: 0; overflow: hidden; }
.button a { display: inline-block; padding: 12px 20px; background: #1c1a16; color: #faf7f1; font-weight: bold; text-decoration: none; }
@media (prefers-color-scheme: dark) {
body { background: #16140f; color: #f0ebe0; }
h2 { border-top-color: #f0ebe0; }
a { color: #ffab7d; }
hr { border-top-color: #4a4438; }
.soft { color: #b5ad9c; }
.button a { background: #f0ebe0; color: #16140f; }
}
</style>
</head>
<body>
{{#PREHEADER}}
<div class="preheader" dir="auto">{{TEXT}}</div>
{{/PREHEADER}}
<div class="letter" role="main">
{{>BODY}}
</div>
</body>
</html>
