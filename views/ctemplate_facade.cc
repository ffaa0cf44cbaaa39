// ctemplate_facade.cc: see views.h. The only C++: everything that ctemplate is stays behind it,
// and no exception leaves it.
#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <ctemplate/template_emitter.h>

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "views/views.h"

extern "C" {
#include "base/arena.h"
#include "base/embedded.h"
#include "base/log.h"
#include "base/text.h"
}

using ctemplate::DO_NOT_STRIP;
using ctemplate::STRIP_BLANK_LINES;
using ctemplate::TemplateCache;
using ctemplate::TemplateDictionary;
using ctemplate::TemplateString;

namespace {

// Static strings carry their hash, so that setting a value takes no process-wide lock.
#define KEY(name)                                                                                  \
    const ctemplate::StaticTemplateString static_##name = STS_INIT(static_##name, #name);
#include "views/keys.def"
#undef KEY

const ctemplate::StaticTemplateString *const keys[KEY_COUNT] = {
#define KEY(name) &static_##name,
#include "views/keys.def"
#undef KEY
};

const char *const paths[TEMPLATE_COUNT] = {
#define TEMPLATE(name, path) path,
#include "views/templates.def"
#undef TEMPLATE
};

TemplateString key_string(enum view_key key) {
    return TemplateString(*keys[key]);
}

// Appends what the templates expand to.
class TextEmitter : public ctemplate::ExpandEmitter {
  public:
    explicit TextEmitter(struct text *text) : out(text) {
    }
    void Emit(char c) override {
        text_append(out, &c, 1);
    }
    void Emit(const std::string &s) override {
        text_append(out, s.data(), s.size());
    }
    void Emit(const char *s) override {
        text_append(out, s, strlen(s));
    }
    void Emit(const char *s, size_t length) override {
        text_append(out, s, length);
    }

  private:
    struct text *out;
};

void complain(const char *name, const char *cause) {
    log_line(LOG_ERROR, "views", "template", name, "cause", cause, nullptr);
}

// In plain text a blank line is a paragraph's end, so nothing but the first line's end goes.
bool is_plain_text(const std::string &path) {
    return path.size() > 8 && path.compare(path.size() - 8, 8, ".txt.tpl") == 0;
}

ctemplate::Strip strip_of(const char *path) {
    return is_plain_text(path) ? DO_NOT_STRIP : STRIP_BLANK_LINES;
}

// The template's text: built in, or from the folder of --dev.
bool read_template(const char *folder, const char *path, std::string *out) {
    if (!folder) {
        const struct embedded_file *file = embedded_find(embedded_views, path);
        if (file)
            out->assign(file->bytes, file->end);
        return file != nullptr;
    }
    std::ifstream stream(std::string(folder) + "/views/" + path, std::ios::binary);
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    *out = bytes.str();
    return stream.good() || stream.eof();
}

enum outcome parse_all(const char *folder, TemplateCache *cache) {
    for (const char *path : paths) {
        std::string bytes;
        if (!read_template(folder, path, &bytes)) {
            complain(path, "cannot be read");
            return INTERNAL;
        }
        if (is_plain_text(path))
            bytes.erase(bytes.find('\n'), 1);
        if (!cache->StringToTemplateCache(path, bytes, strip_of(path))) {
            complain(path, "is not a valid template");
            return INTERNAL;
        }
    }
    cache->Freeze();
    return OK;
}

} // namespace

struct views {
    std::string folder; // empty: built in
    TemplateCache cache;
};

struct view {
    TemplateDictionary *dictionary; // the root's is owned by the arena; the others by their parent
    struct arena *arena;
};

static struct view *wrap(struct arena *arena, TemplateDictionary *dictionary) {
    auto *view = static_cast<struct view *>(arena_take(arena, sizeof(struct view)));
    view->dictionary = dictionary;
    view->arena = arena;
    return view;
}

enum outcome views_open(const char *folder, struct views **out) {
    try {
        auto views = std::make_unique<struct views>();
        views->folder = folder ? folder : "";
        TRY(parse_all(folder, &views->cache));
        *out = views.release();
        return OK;
    } catch (const std::exception &error) {
        complain("", error.what());
        return INTERNAL;
    }
}

void views_close(struct views *views) {
    delete views;
}

// Running out of memory aborts in the arena, and ctemplate's only exception on the way is the same.
struct view *view_new(struct arena *arena) {
    auto *dictionary = new TemplateDictionary("page");
    arena_on_free(
        arena, [](void *thing) { delete static_cast<TemplateDictionary *>(thing); }, dictionary);
    return wrap(arena, dictionary);
}

struct view *view_row(struct view *view, enum view_key section) {
    return wrap(view->arena, view->dictionary->AddSectionDictionary(key_string(section)));
}

void view_show(struct view *view, enum view_key section) {
    view->dictionary->ShowSection(key_string(section));
}

struct view *view_part(struct view *view, enum view_key part, enum view_template which) {
    TemplateDictionary *dictionary = view->dictionary->AddIncludeDictionary(key_string(part));
    dictionary->SetFilename(paths[which]);
    return wrap(view->arena, dictionary);
}

void view_text(struct view *view, enum view_key key, const char *text) {
    view->dictionary->SetValue(key_string(key), text ? text : "");
}

void view_number(struct view *view, enum view_key key, long long number) {
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%lld", number);
    view_text(view, key, digits);
}

void view_format(struct view *view, enum view_key key, const char *format, ...) {
    char buffer[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    view_text(view, key, buffer);
}

static enum outcome render(TemplateCache *cache, struct view *root, enum view_template which,
                           struct text *out) {
    TextEmitter emitter(out);
    if (cache->ExpandNoLoad(paths[which], strip_of(paths[which]), root->dictionary, nullptr,
                            &emitter))
        return OK;
    complain(paths[which], "could not be expanded");
    return INTERNAL;
}

enum outcome view_render(struct views *views, struct view *root, enum view_template which,
                         struct text *out) {
    try {
        if (views->folder.empty())
            return render(&views->cache, root, which, out);
        TemplateCache fresh;
        TRY(parse_all(views->folder.c_str(), &fresh));
        return render(&fresh, root, which, out);
    } catch (const std::exception &error) {
        complain(paths[which], error.what());
        return INTERNAL;
    }
}
