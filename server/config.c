// config.c: see config.h.
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/arena.h"
#include "domain/address.h"
#include "http/hosts.h"

// Of the 64 bytes that mail allows before the "@": "+", the delivery's number, "-" and 32 digits.
enum { RETURN_LOCAL_MAX = 20 };

enum {
    LISTEN,
    DATA,
    BASE_URL,
    HOSTS,
    PROXIES,
    LIMITS,
    PATIENCE,
    NEWSLETTER_AT,
    MAIL_SERVER,
    MAIL_FROM,
    MAIL_RETURN,
    MAIL_USER,
    MAIL_PASSWORD_FILE,
    MAIL_AUTH,
    MAIL_CA,
    MAIL_RATE,
    SUPPRESSED_DAYS,
    WORKERS,
    COMMIT,
    LOG,
    DEV,
    SETTING_COUNT
};

static const struct setting {
    const char *flag;
    const char *environment;
    const char *fallback; // the default; "" means: none
    const char *shown;    // the default in words, where it is not a value
    const char *help;
} settings[SETTING_COUNT] = {
    [LISTEN] = {"listen", "VERDICT_LISTEN", "127.0.0.1:8080", NULL,
                "address and port to serve on; port 0 takes any free one"},
    [DATA] = {"data", "VERDICT_DATA", "var", NULL, "folder of the store, made when it is missing"},
    [BASE_URL] = {"base-url", "VERDICT_BASE_URL", "", "the address served on",
                  "the site's public address: links lead there, and only its host is served"},
    [HOSTS] = {"hosts", "VERDICT_HOSTS", "", "none",
               "further host names, with commas, that are served beside the base URL's"},
    [PROXIES] = {"proxies", "VERDICT_PROXIES", "", "none",
                 "addresses and networks, with commas, of proxies that are believed"},
    [LIMITS] = {"limits", "VERDICT_LIMITS", "on", NULL,
                "on or off: how much one network address may write"},
    [PATIENCE] = {"patience", "VERDICT_PATIENCE", "30", NULL,
                  "seconds that a connection may take to send a whole request"},
    [NEWSLETTER_AT] = {"newsletter-at", "VERDICT_NEWSLETTER_AT", "", "never",
                       "weekday, time and zone of the weekly issue: \"Mon 08:00 Europe/Berlin\""},
    [MAIL_SERVER] = {"mail-server", "VERDICT_MAIL_SERVER", "", "none: mails become files",
                     "smtp:// or smtps://, host and port of the mail server"},
    [MAIL_FROM] = {"mail-from", "VERDICT_MAIL_FROM", "", "verdict@ the site's host",
                   "address that the mails are from"},
    [MAIL_RETURN] = {"mail-return", "VERDICT_MAIL_RETURN", "", "the address of --mail-from",
                     "address that undelivered mails come back to; it must allow +tags"},
    [MAIL_USER] = {"mail-user", "VERDICT_MAIL_USER", "", "none", "user name for the mail server"},
    [MAIL_PASSWORD_FILE] = {"mail-password-file", "VERDICT_MAIL_PASSWORD_FILE", "", "none",
                            "file with its password; or set VERDICT_MAIL_PASSWORD"},
    [MAIL_AUTH] = {"mail-auth", "VERDICT_MAIL_AUTH", "", "PLAIN, else LOGIN",
                   "the one mechanism of AUTH to use: PLAIN, LOGIN, CRAM-MD5, DIGEST-MD5 or NTLM"},
    [MAIL_CA] = {"mail-ca", "VERDICT_MAIL_CA", "", "the system's",
                 "PEM file of authorities to believe for the mail server's certificate"},
    [MAIL_RATE] = {"mail-rate", "VERDICT_MAIL_RATE", "10", NULL,
                   "mails per second; 0 means as many as the mail server takes"},
    [SUPPRESSED_DAYS] = {"suppressed-days", "VERDICT_SUPPRESSED_DAYS", "30", NULL,
                         "days after which a new signup of a suppressed address earns one mail"},
    [COMMIT] = {"commit", "VERDICT_COMMIT", "together", NULL,
                "together, or alone: a transaction for each write, to measure the difference"},
    [WORKERS] = {"workers", "VERDICT_WORKERS", "0", NULL,
                 "event loops; 0 means one per processor core"},
    [LOG] = {"log", "VERDICT_LOG", "info", NULL,
             "error, warning, info, or request (a line for each request)"},
    [DEV] = {"dev", "VERDICT_DEV", "", "off",
             "folder whose views/ and assets/ are read anew at each request"},
};

// Where each value came from, for `verdict config`.
static const char *values[SETTING_COUNT];
static const char *origins[SETTING_COUNT];

// Options that belong to one command.
enum { IF_EMPTY = SETTING_COUNT, FOLDER, OPTION_COUNT };

static enum outcome complain(int setting, const char *rule) {
    (void)fprintf(stderr, "verdict: %s is \"%s\" (from the %s), but %s\n",
                  settings[setting].environment, values[setting], origins[setting], rule);
    return INVALID;
}

static void fill_options(struct option options[OPTION_COUNT + 1]) {
    for (int i = 0; i < SETTING_COUNT; i++)
        options[i] = (struct option){settings[i].flag, required_argument, NULL, i};
    options[IF_EMPTY] = (struct option){"if-empty", no_argument, NULL, IF_EMPTY};
    options[FOLDER] = (struct option){"folder", required_argument, NULL, FOLDER};
    options[OPTION_COUNT] = (struct option){0};
}

static void read_environment(void) {
    for (int i = 0; i < SETTING_COUNT; i++) {
        const char *value = getenv(settings[i].environment);
        bool given = value && value[0] != '\0';
        values[i] = given ? value : settings[i].fallback;
        origins[i] = given ? "environment" : "default";
    }
}

static enum outcome read_flags(int argc, char **argv, struct config *config, int *rest) {
    struct option options[OPTION_COUNT + 1];
    fill_options(options);
    for (int found; (found = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (found == '?') { // getopt_long has said what is wrong
            (void)fputs("Try: verdict help\n", stderr);
            return INVALID;
        }
        if (found == IF_EMPTY) {
            config->if_empty = true;
        } else if (found == FOLDER) {
            config->folder = optarg;
        } else {
            values[found] = optarg;
            origins[found] = "flag";
        }
    }
    *rest = optind;
    return OK;
}

static enum outcome read_number(int setting, int low, int high, int *out) {
    char *end = NULL;
    errno = 0;
    long number = strtol(values[setting], &end, 10);
    if (errno == 0 && end != values[setting] && *end == '\0' && number >= low && number <= high) {
        *out = (int)number;
        return OK;
    }
    char rule[64];
    (void)snprintf(rule, sizeof rule, "must be a whole number from %d to %d", low, high); // fits
    return complain(setting, rule);
}

static enum outcome read_workers(int *out) {
    TRY(read_number(WORKERS, 0, 256, out));
    if (*out == 0) {
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        *out = cores < 1 ? 1 : cores > 256 ? 256 : (int)cores;
    }
    return OK;
}

static enum outcome read_log(enum log_level *out) {
    static const char *const levels[] = {[LOG_ERROR] = "error",
                                         [LOG_WARNING] = "warning",
                                         [LOG_INFO] = "info",
                                         [LOG_REQUEST] = "request"};
    for (int i = LOG_ERROR; i <= LOG_REQUEST; i++) {
        if (strcmp(values[LOG], levels[i]) == 0) {
            *out = (enum log_level)i;
            return OK;
        }
    }
    return complain(LOG, "must be error, warning, info or request");
}

static enum outcome read_switch(int setting, const char *on, const char *off, bool *out) {
    *out = strcmp(values[setting], on) == 0;
    if (*out || strcmp(values[setting], off) == 0)
        return OK;
    char rule[64];
    (void)snprintf(rule, sizeof rule, "must be %s or %s", on, off); // fits: both are short
    return complain(setting, rule);
}

static enum outcome read_base_url(const char **out) {
    const char *url = values[BASE_URL];
    *out = url[0] ? url : NULL;
    if (!url[0])
        return OK;
    return is_base_url(url)
               ? OK
               : complain(BASE_URL, "must be http:// or https:// and a host, with no path");
}

static bool is_mail_server(const char *url) {
    size_t scheme = strncmp(url, "smtp://", 7) == 0 ? 7 : strncmp(url, "smtps://", 8) == 0 ? 8 : 0;
    return scheme > 0 && url[scheme] && !strpbrk(url + scheme, "/@ ?#");
}

// An address as a subscriber's, in full.
static enum outcome read_address(int setting, const char **out) {
    struct arena *arena = arena_new();
    const char *address = NULL;
    bool good = values[setting][0] == '\0' || !address_read(arena, values[setting], &address);
    good = good && (!address || strcmp(address, values[setting]) == 0);
    arena_free(arena);
    *out = values[setting][0] ? values[setting] : NULL;
    return good ? OK : complain(setting, "must be a mail address, such as verdict@example.org");
}

// Sent to the mail server in capitals. Those that need more than a password are left out.
static enum outcome read_auth(const char **out) {
    static const char *const mechanisms[] = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "NTLM"};
    *out = NULL;
    for (size_t i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++) {
        if (strcasecmp(values[MAIL_AUTH], mechanisms[i]) == 0)
            *out = mechanisms[i];
    }
    return *out || !values[MAIL_AUTH][0]
               ? OK
               : complain(MAIL_AUTH, "must be PLAIN, LOGIN, CRAM-MD5, DIGEST-MD5 or NTLM");
}

static enum outcome read_mail(struct config *config) {
    const char *password = getenv("VERDICT_MAIL_PASSWORD");
    config->mail_server = values[MAIL_SERVER];
    config->mail_user = values[MAIL_USER];
    config->mail_password = password ? password : "";
    config->mail_password_file = values[MAIL_PASSWORD_FILE];
    config->mail_ca = values[MAIL_CA];
    if (config->mail_server[0] && !is_mail_server(config->mail_server))
        return complain(MAIL_SERVER, "must be smtp:// or smtps:// and a host, with no path");
    TRY(read_auth(&config->mail_auth));
    TRY(read_address(MAIL_FROM, &config->mail_from));
    TRY(read_address(MAIL_RETURN, &config->mail_return));
    TRY(read_number(MAIL_RATE, 0, 1000, &config->mail_rate));
    TRY(read_number(SUPPRESSED_DAYS, 1, 3650, &config->suppressed_days));
    if (config->mail_server[0] && !config->mail_from)
        return complain(MAIL_FROM, "must be set when there is a mail server");
    const char *back = config->mail_return ? config->mail_return : config->mail_from;
    if (back && strcspn(back, "@") > RETURN_LOCAL_MAX)
        return complain(MAIL_RETURN, "must leave room for a +tag: at most 20 bytes before the @");
    const char *fault = schedule_read(values[NEWSLETTER_AT], &config->newsletter_at);
    return fault ? complain(NEWSLETTER_AT, fault) : OK;
}

enum outcome config_read(int argc, char **argv, struct config *config, int *rest) {
    *config = (struct config){0};
    read_environment();
    TRY(read_flags(argc, argv, config, rest));
    TRY(read_workers(&config->workers));
    TRY(read_log(&config->log));
    TRY(read_base_url(&config->base_url));
    config->hosts = values[HOSTS];
    if (!is_host_list(config->hosts))
        return complain(HOSTS, "must be host names with commas between them, without ports");
    TRY(read_number(PATIENCE, 1, 3600, &config->patience));
    TRY(read_switch(LIMITS, "on", "off", &config->limits));
    TRY(read_switch(COMMIT, "alone", "together", &config->commit_alone));
    TRY(read_mail(config));
    config->proxies = values[PROXIES];
    config->listen = values[LISTEN];
    config->data = values[DATA];
    config->dev = values[DEV][0] ? values[DEV] : NULL;
    return OK;
}

void config_print_help(FILE *out) {
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = &settings[i];
        (void)fprintf(out, "  --%-18s %-26s %s\n%50s(default: %s)\n", setting->flag,
                      setting->environment, setting->help, "",
                      setting->shown ? setting->shown : setting->fallback);
    }
}

void config_print(FILE *out) {
    for (int i = 0; i < SETTING_COUNT; i++)
        (void)fprintf(out, "%s=%s  # %s, from the %s\n", settings[i].environment, values[i],
                      settings[i].help, origins[i]);
}
