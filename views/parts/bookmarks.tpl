{{%AUTOESCAPE context="HTML"}}
<section class="bookmarks" aria-labelledby="bookmarks-title">
  <h2 id="bookmarks-title">Bookmarks</h2>
  <p><b>No bookmarks yet</b></p>
  <p class="note">Bookmark tools to save them for later</p>
</section>
