// What mail clients make of the files named, by caniemail's matcher and data, as JSON:
// [{file, feature, level: "unsupported" | "partial", clients: [...], notes: [...]}].
import { readFileSync } from "node:fs";
import { caniemail, rawData } from "caniemail";

const CLIENTS = [
  "gmail.desktop-webmail",
  "gmail.mobile-webmail",
  "gmail.ios",
  "gmail.android",
  "outlook.windows",
  "outlook.windows-mail",
  "outlook.macos",
  "apple-mail.macos",
  "apple-mail.ios",
];
const NAMES = { "outlook.windows-mail": "outlook.outlook-com" };
const LEVELS = { errors: "unsupported", warnings: "partial" };

// The matcher (1.0.5) does not see these. The title is that of the data, which says who supports it.
const OVERLOOKED = {
  "Embedded <svg> image": /<svg[\s>]/i,
  "SVG image format": /<img[^>]+src="[^"]+\.svg"/i,
  "webP image format": /<img[^>]+src="[^"]+\.webp"/i,
  "Base 64 image format": /<img[^>]+src="data:/i,
  "@media (prefers-color-scheme)": /@media[^{]*prefers-color-scheme/,
  "CSS Variables (Custom Properties)": /\bvar\(--/,
  "CSS calc() function": /\bcalc\(/,
  "linear-gradient()": /\blinear-gradient\(/,
  "rgba()": /\brgba\(/,
};

// Three gaps of the package are filled in its data, which it shares. It does not know Outlook on the web, whose column
// therefore stands in for that of Windows Mail, a program that is no more. It breaks off where a client was never
// tested, which here counts as partial. And it takes "2022-07" for newer than "16.80"; the data is in order of time.
for (const { stats } of rawData.data) {
  stats.outlook["windows-mail"] = stats.outlook["outlook-com"];
  for (const [family, platform] of CLIENTS.map((client) => client.split("."))) {
    const latest = Object.entries(stats[family][platform] ?? { untested: "u" }).at(-1);
    stats[family][platform] = Object.fromEntries([latest]);
  }
}

/** The rules inside @media, which the matcher passes over, as a style sheet of their own. */
function insideMedia(html) {
  return [...html.matchAll(/@media[^{]+\{((?:[^{}]*\{[^{}]*\})*)\s*\}/g)].map((found) => found[1]).join("\n");
}

class Findings {
  #found = new Map();

  add(feature, level, client, notes) {
    const key = `${feature}\n${level}`;
    if (!this.#found.has(key)) this.#found.set(key, { feature, level, clients: new Set(), notes: new Set() });
    this.#found.get(key).clients.add(NAMES[client] ?? client);
    for (const note of notes) this.#found.get(key).notes.add(note);
  }

  addAll({ issues }, leaveOut = []) {
    for (const [kind, level] of Object.entries(LEVELS)) {
      for (const [client, found] of issues[kind]) {
        if (leaveOut.includes(client)) continue;
        for (const { title, notes } of found) this.add(title, level, client, notes);
      }
    }
  }

  addByData(title) {
    const feature = rawData.data.find((each) => each.title === title);
    for (const client of CLIENTS) {
      const [family, platform] = client.split(".");
      const [latest] = Object.values(feature.stats[family][platform]);
      if (latest.startsWith("y")) continue;
      const notes = [...latest.matchAll(/#(\d+)/g)].map(([, number]) => feature.notes_by_num[number]);
      this.add(title, latest.startsWith("n") ? "unsupported" : "partial", client, notes);
    }
  }

  listed(file) {
    return [...this.#found.values()].map(({ feature, level, clients, notes }) => ({
      file,
      feature,
      level,
      clients: [...clients].sort(),
      notes: [...notes],
    }));
  }
}

function judged(file) {
  const html = readFileSync(file, "utf8");
  const findings = new Findings();
  const whole = caniemail({ clients: CLIENTS, html });
  findings.addAll(whole);
  const css = insideMedia(html);
  if (css.trim()) {
    const deaf = [...whole.issues.errors].filter(([, found]) => found.some(({ title }) => title === "@media"));
    findings.addAll(
      caniemail({ clients: CLIENTS, css }),
      deaf.map(([client]) => client),
    );
  }
  for (const [title, sign] of Object.entries(OVERLOOKED)) if (sign.test(html)) findings.addByData(title);
  return findings.listed(file);
}

console.log(JSON.stringify(process.argv.slice(2).flatMap(judged)));
