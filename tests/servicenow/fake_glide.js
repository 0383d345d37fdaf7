/*
 * A small GlideRecord: enough of ServiceNow's server side to run a background script on rows held in memory.
 *
 * Reads from standard input a JSON list of { script, tables, columns, properties, refused }, runs each script on its
 * own tables, and writes for each { printed, written, tables }. As ServiceNow does: values are texts, flags "1" and "0",
 * getValue of nothing is null, a table that is not there is not valid, an insert that is refused gives null.
 */
'use strict';
var fs = require('fs');
var vm = require('vm');

function run(instance) {
  var printed = [];
  var written = [];
  var next = 1;

  function stored(value) {
    return value === true ? '1' : value === false ? '0' : value === null || value === undefined ? '' : '' + value;
  }

  function GlideRecord(table) {
    this._table = table;
    this._wanted = [];
    this._found = [];
    this._at = -1;
    this._row = {};
  }

  GlideRecord.prototype.isValid = function () {
    return Object.prototype.hasOwnProperty.call(instance.tables, this._table);
  };
  GlideRecord.prototype.isValidField = function (name) {
    var columns = instance.columns[this._table];
    return name === 'sys_id' || !columns || columns.indexOf(name) >= 0;
  };
  GlideRecord.prototype.addQuery = function (name, value) {
    if (!this.isValidField(name)) {
      throw new Error('a real instance would drop the unknown field ' + name + ' of ' + this._table);
    }
    this._wanted.push([name, stored(value)]);
  };
  GlideRecord.prototype.query = function () {
    var wanted = this._wanted;
    this._found = (instance.tables[this._table] || []).filter(function (row) {
      return wanted.every(function (pair) {
        return (row[pair[0]] || '') === pair[1];
      });
    });
    this._at = -1;
  };
  GlideRecord.prototype.next = function () {
    this._at += 1;
    this._row = this._found[this._at] || {};
    return this._at < this._found.length;
  };
  GlideRecord.prototype.get = function (id) {
    this.addQuery('sys_id', id);
    this.query();
    return this.next();
  };
  GlideRecord.prototype.getValue = function (name) {
    return this._row[name] || null;
  };
  GlideRecord.prototype.getUniqueValue = function () {
    return this._row.sys_id || null;
  };
  GlideRecord.prototype.initialize = function () {
    this._row = {};
  };
  GlideRecord.prototype.setValue = function (name, value) {
    if (!this.isValidField(name)) {
      throw new Error(this._table + ' has no field ' + name);
    }
    this._row[name] = stored(value);
  };
  GlideRecord.prototype.insert = function () {
    if (!this.isValid() || (instance.refused || []).indexOf(this._table) >= 0) {
      return null;
    }
    this._row.sys_id = 'made' + next;
    next += 1;
    instance.tables[this._table].push(this._row);
    written.push(['insert', this._table, this._row]);
    return this._row.sys_id;
  };
  GlideRecord.prototype.update = function () {
    written.push(['update', this._table, this._row]);
    return this._row.sys_id;
  };

  vm.runInNewContext(instance.script, {
    GlideRecord: GlideRecord,
    gs: {
      print: function (line) {
        printed.push(line);
      },
      getProperty: function (name) {
        return instance.properties[name] === undefined ? null : instance.properties[name];
      }
    }
  });
  return { printed: printed, written: written, tables: instance.tables };
}

process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, 'utf8')).map(run)));
