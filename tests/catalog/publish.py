#!/usr/bin/env python3
"""Writes rules/catalog/properties from two flat tables.

usage: publish.py KEYS.tsv TEMPLATES.tsv OUT

KEYS.tsv       key, field, value, releases      one row for each value that a field of a key ever had
TEMPLATES.tsv  template, format, pattern, deprecated, releases

`extract.py` makes such tables from published jars. What it cannot reach (releases that were never published) comes
from the source of these releases, read by hand; the test beside it compares only what is published.

The result has one block per key: the key with the releases that have it, then one line per field and value. A field
without releases holds wherever the key is. A range that reaches the last release has no end, so that a new release
changes only the keys that changed.
"""
import csv
import sys

LAST = '313'
FIELDS = ['default', 'default_text', 'computed', 'aliases', 'type', 'enum', 'scope', 'consistency', 'dynamic', 'display',
          'ignored_site', 'hidden', 'deprecated', 'removed']
FILES = [('tachyon.', 'tachyon'), ('alluxio.master.', 'alluxio-master'), ('alluxio.worker.', 'alluxio-worker'),
         ('alluxio.user.', 'alluxio-user'), ('alluxio.underfs.', 'alluxio-underfs'), ('alluxio.', 'alluxio')]


def open_ended(releases):
    return ' '.join(r[:-len(LAST)] if r.endswith('..' + LAST) else r + '..' if r == LAST else r for r in releases.split())


def rows(path):
    with open(path, encoding='utf-8') as file:
        return list(csv.DictReader(file, delimiter='\t', quoting=csv.QUOTE_NONE))


def block(key, fields):
    present = ' '.join(open_ended(r) for _, r in fields.pop('present', []))
    lines = [f'{key}\t{present}'.rstrip('\t')]
    for field in FIELDS:
        for value, releases in fields.get(field, []):
            releases = open_ended(releases)
            lines.append('\t' + '\t'.join([field, value] + ([] if releases == present else [releases])))
    return '\n'.join(lines) + '\n'


def main(keys, templates, out):
    table = {}
    for row in rows(keys):
        table.setdefault(row['key'], {}).setdefault(row['field'], []).append((row['value'], row['releases']))
    texts = {}
    for key in sorted(table):
        name = next((name for prefix, name in FILES if key.startswith(prefix)), 'other')
        texts[name] = texts.get(name, '') + block(key, table[key])
    for name, text in texts.items():
        with open(f'{out}/{name}.tsv', 'w', encoding='utf-8') as file:
            file.write(text)
    with open(f'{out}/templates.tsv', 'w', encoding='utf-8') as file:
        file.write('template\tformat\tpattern\treleases\n')
        for row in rows(templates):
            # Rust's regular expressions never backtrack, so possessive repetitions mean nothing there.
            pattern = row['pattern'].replace('\\\\', '\\').replace('*+', '*').replace('++', '+')
            file.write('\t'.join([row['template'], row['format'], pattern, open_ended(row['releases'])]) + '\n')


if __name__ == '__main__':
    main(*sys.argv[1:])
