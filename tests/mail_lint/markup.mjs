// html-validate over the files named, as JSON: [{file, rule, message, selector, line}].
// Its recommended rules, less what a mail must do otherwise than a page; each difference has its reason here.
import { HtmlValidate, StaticConfigLoader } from "html-validate";

// Outlook on Windows lays out with Word: it takes sizes, places and grounds of cells from attributes (rules E29, E30).
const FOR_OUTLOOK = ["width", "height", "align", "valign", "bgcolor", "border", "cellpadding", "cellspacing"];
const kept = { attributes: Object.fromEntries(FOR_OUTLOOK.map((name) => [name, { deprecated: false }])) };

const MAIL = {
  root: true, // no settings from folders above
  extends: ["html-validate:recommended"],
  elements: ["html5", { table: kept, tr: kept, td: kept, th: kept, img: kept }],
  rules: {
    "no-inline-style": "off", // Gmail drops the style element for some accounts, so styles stand on elements (rule E32)
    // The letter is an article by its role: a program that does not know the element keeps a div and its role (rule E34)
    "prefer-native-element": ["error", { exclude: ["article"] }],
    "long-title": "off", // the title is the subject, whose length the digest decides; no search engine cuts it
  },
};

const validator = new HtmlValidate(new StaticConfigLoader(MAIL));
const findings = [];
for (const file of process.argv.slice(2)) {
  const report = await validator.validateFile(file);
  for (const { messages } of report.results) {
    for (const { ruleId: rule, message, selector, line } of messages) {
      findings.push({ file, rule, message, selector, line });
    }
  }
}
console.log(JSON.stringify(findings));
