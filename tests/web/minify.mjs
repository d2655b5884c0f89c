// Prints the scripts named, one after the other, made small for the site: node minify.mjs NOTE FILE…
import { readFileSync } from "node:fs";
import { minify } from "terser";

const [note, ...files] = process.argv.slice(2);
const made = await minify(files.map((file) => readFileSync(file, "utf8")).join("\n"), {
  ecma: 2017,
  compress: { ecma: 2017, passes: 3, unsafe_arrows: true, unsafe_methods: true },
  format: { ecma: 2017, ascii_only: false, comments: false, preamble: `/* ${note} */` },
});
process.stdout.write(made.code + "\n");
