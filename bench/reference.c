/* The floor of an import on files: the same three files from the same CSV in plain C, synced. It writes nothing where all three hold that already. It knows one form of
   CSV and of each file, keeps no journal, takes no lock, notices no edit by another process, and reports nothing but a count. The bench compares its bytes with the tool's.

       reference FILE.csv ROOT NETWORK */

#include <arpa/inet.h>
#include <ctype.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct { char *at; size_t length; } text;
typedef struct { text client, name, ip; unsigned char address[16]; } row;

static void fail(const char *what, text value) { fprintf(stderr, "%s: %.*s\n", what, (int)value.length, value.at); exit(1); }

static text read_file(const char *path) {
    int file = open(path, O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status)) return (text){ calloc(1, 1), 0 };
    text content = { malloc(status.st_size + 1), 0 };
    for (ssize_t got; (got = read(file, content.at + content.length, status.st_size - content.length)) > 0;) content.length += got;
    content.at[content.length] = 0;
    close(file);
    return content;
}

static void replace_file(const char *path, text content) {
    char temporary[4096];
    snprintf(temporary, sizeof temporary, "%s.new", path);
    int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    for (size_t done = 0; done < content.length;) {
        ssize_t wrote = write(file, content.at + done, content.length - done);
        if (wrote < 0) fail("not written", (text){ temporary, strlen(temporary) });
        done += wrote;
    }
    if (fsync(file) || close(file) || rename(temporary, path)) fail("not replaced", (text){ temporary, strlen(temporary) });
    *strrchr(temporary, '/') = 0;
    int folder = open(temporary, O_RDONLY | O_DIRECTORY);
    if (fsync(folder) || close(folder)) fail("not synced", (text){ temporary, strlen(temporary) });
}

/* Each value once: open addressing, a table of row numbers from 1 that is at most half full. */
static unsigned size;
static void claim(unsigned *table, row *rows, unsigned number, size_t field) {
    text *value = (text *)((char *)&rows[number] + field);
    unsigned hash = 2166136261u;
    for (size_t i = 0; i < value->length; i++) hash = (hash ^ tolower((unsigned char)value->at[i])) * 16777619u;
    for (hash &= size - 1; table[hash]; hash = (hash + 1) & (size - 1)) {
        text *other = (text *)((char *)&rows[table[hash] - 1] + field);
        if (other->length == value->length && !strncasecmp(other->at, value->at, value->length)) fail("given twice", *value);
    }
    table[hash] = number + 1;
}

static text cell(char **at, char end) {
    char *stop = strchr(*at, end);
    if (!stop) fail("no such cell", (text){ *at, strlen(*at) });
    text value = { *at, stop - *at };
    *at = stop + 1;
    return value;
}

static void check(row *entry, int is_v6) {
    char address[64];
    if (entry->client.length != (is_v6 ? 29 : 17)) fail("no mac or id", entry->client);
    for (size_t i = 0; i < entry->client.length; i++)
        if (i % 3 == 2 ? entry->client.at[i] != ':' : !isxdigit((unsigned char)entry->client.at[i])) fail("no mac or id", entry->client);
    for (size_t i = 0; i < entry->name.length; i++)
        if (!isalnum((unsigned char)entry->name.at[i]) && entry->name.at[i] != '-') fail("no name", entry->name);
    snprintf(address, sizeof address, "%.*s", (int)entry->ip.length, entry->ip.at);
    if (inet_pton(is_v6 ? AF_INET6 : AF_INET, address, entry->address) != 1) fail("no address", entry->ip);
}

static void add(text *to, const char *words, size_t length) { memcpy(to->at + to->length, words, length); to->length += length; }
#define ADD(to, words) add(to, words, sizeof words - 1)
#define PUT(to, value) add(to, (value).at, (value).length)

static int by_address(const void *one, const void *other) { return memcmp(((row *)one)->address, ((row *)other)->address, 16); }

static int update(const char *path, text before, text after) {
    if (before.length == after.length && !memcmp(before.at, after.at, after.length)) return 0;
    replace_file(path, after);
    return 1;
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    char config_path[4096], leases_path[4096], hosts_path[4096], begin[300], end[300];
    snprintf(config_path, sizeof config_path, "%s/etc/libvirt/qemu/networks/%s.xml", arguments[2], arguments[3]);
    snprintf(leases_path, sizeof leases_path, "%s/var/lib/libvirt/dnsmasq/%s.hostsfile", arguments[2], arguments[3]);
    snprintf(hosts_path, sizeof hosts_path, "%s/etc/hosts", arguments[2]);
    text csv = read_file(arguments[1]), config = read_file(config_path), leases = read_file(leases_path), hosts = read_file(hosts_path);

    unsigned lines = 0, rows_read = 0;
    for (char *at = csv.at; (at = strchr(at, '\n')); at++) lines++;
    row *rows = calloc(lines + 1, sizeof(row));
    for (size = 16; size < 2 * lines;) size *= 2;
    unsigned *clients = calloc(size, 4), *names = calloc(size, 4), *addresses = calloc(size, 4);
    char *at = csv.at;
    int is_v6 = !strncmp(at, "id,", 3), is_sorted = 1;
    cell(&at, '\n');
    for (; *at; rows_read++) {
        row *entry = &rows[rows_read];
        entry->client = cell(&at, ',');
        entry->name = cell(&at, ',');
        entry->ip = cell(&at, '\n');
        check(entry, is_v6);
        claim(clients, rows, rows_read, offsetof(row, client));
        claim(names, rows, rows_read, offsetof(row, name));
        claim(addresses, rows, rows_read, offsetof(row, ip));
        is_sorted &= rows_read == 0 || by_address(entry - 1, entry) < 0;
    }

    /* The reservations come after the subnet's range, in place of those that are there. */
    char *subnet = strstr(config.at, is_v6 ? "<ip family='ipv6'" : "<ip address"), *last = subnet ? strstr(subnet, "    </dhcp>") : NULL;
    char *first = subnet ? strstr(subnet, "      <host ") : NULL;
    if (!last) fail("no <dhcp>", config);
    if (!first || first > last) first = last;
    snprintf(begin, sizeof begin, "# BEGIN libvirt-idem %s\n", arguments[3]);
    snprintf(end, sizeof end, "# END libvirt-idem %s\n", arguments[3]);
    char *block = strstr(hosts.at, begin), *rest = block ? strstr(block, end) + strlen(end) : hosts.at + hosts.length;
    if (!block) block = rest;

    text new_config = { malloc(config.length + csv.length + rows_read * 64), 0 }, new_leases = { malloc(csv.length + rows_read * 8), 0 };
    text new_hosts = { malloc(hosts.length + csv.length + 600), 0 };
    add(&new_config, config.at, first - config.at);
    for (unsigned i = 0; i < rows_read; i++) {
        if (is_v6) ADD(&new_config, "      <host id='"); else ADD(&new_config, "      <host mac='");
        PUT(&new_config, rows[i].client), ADD(&new_config, "' name='"), PUT(&new_config, rows[i].name), ADD(&new_config, "' ip='"), PUT(&new_config, rows[i].ip);
        ADD(&new_config, "'/>\n");
        if (is_v6)
            ADD(&new_leases, "id:"), PUT(&new_leases, rows[i].client), ADD(&new_leases, ","), PUT(&new_leases, rows[i].name), ADD(&new_leases, ",["),
                PUT(&new_leases, rows[i].ip), ADD(&new_leases, "]\n");
        else
            PUT(&new_leases, rows[i].client), ADD(&new_leases, ","), PUT(&new_leases, rows[i].ip), ADD(&new_leases, ","), PUT(&new_leases, rows[i].name), ADD(&new_leases, "\n");
    }
    add(&new_config, last, config.at + config.length - last);
    if (!is_sorted) qsort(rows, rows_read, sizeof(row), by_address);
    add(&new_hosts, hosts.at, block - hosts.at);
    add(&new_hosts, begin, strlen(begin));
    for (unsigned i = 0; i < rows_read; i++) PUT(&new_hosts, rows[i].ip), ADD(&new_hosts, " "), PUT(&new_hosts, rows[i].name), ADD(&new_hosts, "\n");
    add(&new_hosts, end, strlen(end));
    add(&new_hosts, rest, hosts.at + hosts.length - rest);
    int changed = update(hosts_path, hosts, new_hosts) + update(leases_path, leases, new_leases) + update(config_path, config, new_config);
    printf("{\"changed\":%s,\"reservations\":%u}\n", changed ? "true" : "false", rows_read);
}
