/** Texts of things within things, as people write them. */
export const workflow = `# Runs on each push.
name: checks
on:
  push:
    branches: [main]

# All that a merge waits for.
jobs:
  # On each system.
  test:
    runs-on: \${{ matrix.os }}
    steps:
      - uses: actions/checkout@v4
      # The whole suite.
      - name: Run tests
        run: |
          npm test
          # not a key: of YAML
        env:
          CI: 'true'
      - run: npm pack

  build:
    needs: test
`

export const compose = `services:
  web:
    image: nginx
    ports:
      - '80:80'
  database:
    image: postgres:17
volumes: {}
`

export const cluster = `kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
---
kind: Service
metadata: { name: web }
`

export const manifest = `{
  "name": "car",
  "scripts": {
    "build": "vite build",
    "test": "vitest"
  },
  "dependencies": {
    "@scope/wheel": "1.0.0"
  },
  "contributors": [
    { "name": "Ada", "url": "https://a.example" },
    {
      "url": "https://b.example"
    }
  ]
}
`

export const settings = `{
  // What it is built for.
  "compilerOptions": {
    "strict": true, // all of it
    "paths": { "#a/*": ["./a/*"], },
  },
}
`

export const cargo = `name = "loose"

# The crate itself.
[package]
name = "car"
version = "1.0.0"

[dependencies]
# For all that is stored.
serde = { version = "1", features = [
  "derive",
] }
"quoted key" = 1

# The program.
[[bin]]
name = "drive"
path = "src/drive.rs"

[tool.poetry.group.dev]
pytest = "^8"
`

export const page = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <style>
    a { color: red }
  </style>
</head>
<body>
  <!-- Where to go. -->
  <nav class="top wide">
    <a href="/">Home</a>
  </nav>
  <div>
    <p>One
    <section id='offers'>
      <h2>Offers</h2>
    </section>
  </div>
  <script src="a.js"></script>
</body>
</html>
`

export const c = `#ifndef CAR_H
#define CAR_H
#include <stdio.h>
#include "road.h"

/* Most wheels. */
#define WHEELS(n) \\
  ((n) * 4)

typedef struct {
  int length;
} road_t;

typedef int (*steer_fn)(int angle);

struct car {
  int wheels;
};

enum gear { FIRST, SECOND };

union any { int a; };

static const int ratios[] = {
  3, 2,
};

extern char *name_of(struct car *car);

static char **
names_of(struct car *cars, int count)
{
  return NULL;
}

#ifdef __linux__
int drive(void) { return 0; }
#else
int drive(void) { return 1; }
#endif

MODULE_LICENSE("GPL");
#endif
`
