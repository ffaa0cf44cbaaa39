{{%AUTOESCAPE context="HTML"}}
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#faf7f1">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#16140f">
<title>{{TITLE}}</title>
<meta name="description" content="{{DESCRIPTION}}">
{{#NOINDEX}}
<meta name="robots" content="noindex">
{{/NOINDEX}}
{{#CANONICAL}}
<link rel="canonical" href="{{CANONICAL_URL}}">
<meta property="og:url" content="{{CANONICAL_URL}}">
{{/CANONICAL}}
<meta property="og:type" content="website">
<meta property="og:site_name" content="Verdict">
<meta property="og:title" content="{{TITLE}}">
<meta property="og:description" content="{{DESCRIPTION}}">
<link rel="alternate" type="application/atom+xml" title="Weekly AI tool verdicts" href="/newsletter.atom">
<link rel="icon" href="{{ICON_URL}}" type="image/svg+xml">
<link rel="stylesheet" href="{{STYLE_URL}}">
<script src="{{SCRIPT_URL}}" defer></script>
{{#STRUCTURED_DATA}}
<script type="application/ld+json">{{>STRUCTURED_DATA_JSON}}</script>
{{/STRUCTURED_DATA}}
</head>
<body>
<p id="announcement" class="visually-hidden" role="status"></p>
<a class="skip-link" href="#main">Skip to the content</a>
<header class="site-header">
  <a class="wordmark" href="/">Verdict</a>
  <nav aria-label="Site"><a href="/compare">Compare</a> <a href="/bookmarks">Bookmarks</a></nav>
</header>
<main id="main" tabindex="-1">
{{>BODY}}
{{#LETTERBOX}}
{{>NEWSLETTER}}
{{/LETTERBOX}}
</main>
<footer class="site-footer">
  <p><b>Verdict</b> says which AI tool to ship with. No account, no tracker.</p>
  <p><a href="/">Latest comparisons</a> <a href="/compare">Compare tools</a> <a href="/bookmarks">Bookmarks</a> <a href="/newsletter">Weekly verdicts</a> <a href="/about/votes">How votes are counted</a></p>
</footer>
</body>
</html>
