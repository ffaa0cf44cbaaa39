// embedded.h: the files that the build puts into the program (script/embed.cmake).
#pragma once

struct embedded_file {
    const char *name;   // its path inside the folder: "pages/home.tpl"
    const char *bytes;  // followed by a NUL
    const char *end;    // one behind the last byte; end - bytes is the length
    const char *sha256; // of the bytes, 64 hexadecimal digits
};

// Each list is in byte order of the names and ends with a name that is NULL.
extern const struct embedded_file embedded_views[];
extern const struct embedded_file embedded_assets[];
extern const struct embedded_file embedded_migrations[];
extern const struct embedded_file embedded_queries[];

// The file of this name, or NULL.
const struct embedded_file *embedded_find(const struct embedded_file *files, const char *name);
