// Replicates the documents of a file from one PouchDB to another: in one process from LevelDB to LevelDB, then over HTTP
// on loopback, then once more with all of it there. Run in a folder that has pouchdb, express and express-pouchdb.
const fs = require("fs");
const { createRequire } = require("module");
const load = createRequire(process.cwd() + "/");
const PouchDB = load("pouchdb");
const express = load("express");
const texts = fs.readFileSync(process.argv[2], "utf8").trim().split("\n");
const documents = texts.map((text, number) => ({ _id: String(number).padStart(8, "0"), ...rid(JSON.parse(text)) }));

function rid(value) {
  const { id, ...rest } = value;
  return { record: id, ...rest };
}

async function measured(name, from, to) {
  const cpu = process.cpuUsage(), wall = process.hrtime.bigint();
  const told = await PouchDB.replicate(from, to, { batch_size: 200 });
  const used = process.cpuUsage(cpu);
  const seconds = Number(process.hrtime.bigint() - wall) / 1e9;
  return { name, written: told.docs_written, cpu: (used.user + used.system) / 1e6, wall: seconds };
}

(async () => {
  const source = new PouchDB("source");
  for (let at = 0; at < documents.length; at += 500) await source.bulkDocs(documents.slice(at, at + 500));
  const app = express();
  app.use("/", load("express-pouchdb")(PouchDB, { mode: "minimumForPouchDB" }));
  const server = await new Promise((done) => { const it = app.listen(0, "127.0.0.1", () => done(it)); });
  const address = `http://127.0.0.1:${server.address().port}/source`;
  const found = [await measured("pouchdb", source, new PouchDB("target"))];
  found.push(await measured("pouchdb http", new PouchDB(address), new PouchDB("other")));
  found.push(await measured("pouchdb http again", new PouchDB(address), new PouchDB("other")));
  console.log("FOUND " + JSON.stringify(found));
  process.exit(0);
})();
