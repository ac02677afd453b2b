#!/usr/bin/env python3
"""Settings of published releases, read from their jars by reflection.

usage: extract.py WORK VERSION...

For each version: WORK/VERSION.tsv with key, field, value, and a line on standard output. Needs java, javac, mvn and the
network; jars come from Maven Central into WORK/m2. Releases before 1.3 state their settings in a file inside the jar
and not in a class; they are not covered. A release is loaded twice, on two machines as far as Java can see: a default
that differs is computed, and only that is said of it.

`tests/catalog.rs` compares the result with rules/catalog/properties (run it with `-- --ignored`).
"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MACHINES = [
    ['-Xmx160m', '-XX:ActiveProcessorCount=1', '-Duser.home=/a', '-Duser.name=a', '-Djava.io.tmpdir=/a/tmp', '-Dos.name=Linux'],
    ['-Xmx900m', '-XX:ActiveProcessorCount=2', '-Duser.home=/b', '-Duser.name=b', '-Djava.io.tmpdir=/b/tmp', '-Dos.name=Mac OS X'],
]
POM = '''<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
<dependencies><dependency><groupId>org.alluxio</groupId><artifactId>alluxio-core-common</artifactId><version>{}</version></dependency></dependencies>
</project>'''


def class_path(work, version):
    folder = os.path.join(work, 'poms', version)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'pom.xml'), 'w') as pom:
        pom.write(POM.format(version))
    out = os.path.join(folder, 'class-path')
    subprocess.run(['mvn', '-q', '-B', f'-Dmaven.repo.local={work}/m2', '-f', f'{folder}/pom.xml',
                    'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath', f'-Dmdep.outputFile={out}'], check=True)
    with open(out) as text:
        return text.read().strip()


def dump(classes, path, machine):
    run = subprocess.run(['java', *machine, '-cp', f'{classes}:{path}', 'Dump'], check=True, capture_output=True, text=True)
    return [tuple(line.split('\t', 2)) for line in run.stdout.splitlines() if line.count('\t') >= 2]


def settings(classes, path):
    first, second = (dump(classes, path, machine) for machine in MACHINES)
    other = {key: value for key, field, value in second if field == 'default'}
    rows = []
    for key, field, value in first:
        if field == 'default' and other.get(key) != value:
            rows.append((key, 'computed', 'true'))
        else:
            rows.append((key, field, value))
    return sorted(rows)


def main(work, versions):
    work = os.path.abspath(work)
    classes = os.path.join(work, 'classes')
    os.makedirs(classes, exist_ok=True)
    subprocess.run(['javac', '-d', classes, os.path.join(HERE, 'Dump.java')], check=True)
    for version in versions:
        rows = settings(classes, class_path(work, version))
        with open(os.path.join(work, version + '.tsv'), 'w', encoding='utf-8') as out:
            out.writelines('\t'.join(row) + '\n' for row in rows)
        print(version, len({key for key, field, _ in rows if field == 'present'}), 'settings')


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2:])
