{{%AUTOESCAPE context="JSON"}}
{"asked":true}
