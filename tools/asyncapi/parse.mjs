// Reads libs/events/asyncapi.json with AsyncAPI's own parser and says what it finds: `make asyncapi`.
// Schemas are references to files beside the document, so the parser is given their place.
import { Parser, fromFile } from "@asyncapi/parser";
import { createRequire } from "node:module";

const version = createRequire(import.meta.url)("@asyncapi/parser/package.json").version;
const { document, diagnostics } = await fromFile(new Parser(), process.argv[2]).parse();
const levels = ["errors", "warnings", "notes", "hints"];
const counted = levels.map((name, level) => `${diagnostics.filter((one) => one.severity === level).length} ${name}`);
console.log(`@asyncapi/parser ${version}: ${counted.join(", ")}`);
if (document !== undefined) {
  const sizes = ["channels", "operations", "messages", "schemas"].map((what) => `${document[what]().length} ${what}`);
  console.log(`AsyncAPI ${document.version()}, ${document.info().title()}: ${sizes.join(", ")}`);
}
for (const one of diagnostics) {
  console.log(`${levels[one.severity]}: ${one.path.join("/")}: ${one.message}`);
}
process.exit(document === undefined || diagnostics.some((one) => one.severity === 0) ? 1 : 0);
