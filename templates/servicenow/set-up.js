/*
 * Drumbeat: an account that may read what a digest needs, and nothing else. For ServiceNow's administrator.
 *
 * System Definition > Scripts - Background, in the scope "global", with the role security_admin elevated (the menu of
 * your name > Elevate role). It looks and prints until DRY_RUN is false. It adds; it changes and removes nothing that is
 * there, and may be run any number of times. What it adds:
 *
 *   - a role, and read rules for it: only beside rules that stand at the same name already. Two rules at one name are
 *     an "or", so nobody else sees more or less. A rule where there was none would take the place of the parent's rule
 *     for everybody; where that is so, the script says what decides instead and adds nothing unless you consent;
 *   - an integration user with that role and with ServiceNow's own reading roles;
 *   - an OAuth client, without a secret that anybody has seen;
 *   - user criteria for the knowledge bases that you name, beside criteria that they have.
 *
 * The language is that of ServiceNow's Rhino, ECMAScript 5.
 */
var DRY_RUN = true;
var USER = 'drumbeat.integration';
var ROLE = 'drumbeat_reader';
/* client_credentials, jwt_bearer, refresh_token, password or basic: as `sign_in` in drumbeat.toml */
var SIGN_IN = 'client_credentials';
/* Tables that the account shall not read, as [tables] skip in drumbeat.toml. */
var LEFT_OUT = [];
/* Titles of the knowledge bases whose articles may be told of. */
var KNOWLEDGE_BASES = [];
/* Names of rules, as the output gives them, that you have looked at: there a rule is added all the same. */
var CONSENTED = [];

// <tables>
var TABLES = {
  "asmt_assessment_instance": {"roles": [], "fields": ["trigger_id", "task_id"], "asked": [], "guard": "a rule opens who was asked and who answered, in every survey"},
  "asmt_metric_result": {"roles": [], "fields": ["sys_id", "sys_created_on", "instance", "metric", "normalized_value", "sys_updated_on"], "asked": ["sys_created_on", "sys_updated_on", "sys_id"], "guard": "a rule opens all answers to surveys, which identify who gave them"},
  "change_request": {"roles": ["sn_change_read"], "fields": ["sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description", "closed_at", "close_code", "close_notes", "type", "start_date", "end_date", "work_start", "work_end", "cmdb_ci", "business_service", "parent", "risk", "opened_by", "chg_model", "std_change_producer_version", "additional_assignee_list", "backout_plan", "test_plan", "sys_updated_on"], "asked": ["closed_at", "start_date", "sys_updated_on", "sys_id"], "guard": ""},
  "change_task": {"roles": ["sn_change_read"], "fields": ["sys_id", "number", "state", "opened_at", "closed_at", "assignment_group", "assigned_to", "change_request", "change_task_type", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "cmdb_ci": {"roles": [], "fields": ["sys_class_name", "support_group"], "asked": [], "guard": ""},
  "cmdb_ci_outage": {"roles": [], "fields": ["sys_id", "type", "begin", "end", "cmdb_ci", "task_number", "sys_updated_on"], "asked": ["begin", "sys_updated_on", "sys_id"], "guard": ""},
  "cmdb_ci_service": {"roles": [], "fields": ["busines_criticality"], "asked": [], "guard": ""},
  "contract_sla": {"roles": [], "fields": ["type"], "asked": [], "guard": ""},
  "dmn_demand": {"roles": [], "fields": ["sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description", "closed_at", "work_start", "work_end", "percent_complete", "demand_manager", "opened_by", "project", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "im_idea_core": {"roles": [], "fields": ["sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description", "closed_at", "submitter", "opened_by", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "incident": {"roles": ["sn_incident_read"], "fields": ["sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description", "closed_at", "close_code", "close_notes", "resolved_at", "resolved_by", "caller_id", "reopen_count", "reassignment_count", "made_sla", "parent_incident", "major_incident_state", "problem_id", "category", "subcategory", "cmdb_ci", "business_service", "caused_by", "contact_type", "hold_reason", "opened_by", "priority", "service_offering", "reopened_time", "rfc", "correlation_id", "additional_assignee_list", "business_impact", "overview", "findings", "sys_updated_on"], "asked": ["resolved_at", "closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "incident_alert": {"roles": [], "fields": ["source_incident"], "asked": [], "guard": ""},
  "incident_alert_task": {"roles": [], "fields": ["sys_id", "number", "state", "opened_at", "closed_at", "assignment_group", "assigned_to", "incident_alert", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "incident_task": {"roles": ["sn_incident_read"], "fields": ["sys_id", "number", "state", "opened_at", "closed_at", "assignment_group", "assigned_to", "incident", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "kb_feedback": {"roles": [], "fields": ["article", "sys_id", "sys_created_on", "user", "useful", "flagged", "sys_updated_on"], "asked": ["sys_created_on", "sys_updated_on", "sys_id"], "guard": ""},
  "kb_feedback_task": {"roles": [], "fields": ["sys_id", "number", "state", "opened_at", "closed_at", "assignment_group", "assigned_to", "feedback", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "kb_knowledge": {"roles": [], "fields": ["sys_id", "number", "workflow_state", "published", "valid_to", "author", "revised_by", "ownership_group", "article_id", "base_version", "short_description", "kb_knowledge_base", "sys_updated_on"], "asked": ["published", "sys_updated_on", "sys_id"], "guard": "user criteria open its rows, knowledge base by knowledge base, and a rule would go past them"},
  "m2m_kb_task": {"roles": [], "fields": ["sys_id", "sys_created_on", "kb_knowledge", "task", "sys_created_by", "sys_updated_on"], "asked": ["sys_created_on", "sys_updated_on", "sys_id"], "guard": ""},
  "pm_project": {"roles": [], "fields": ["sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description", "closed_at", "work_start", "work_end", "percent_complete", "project_manager", "start_date", "end_date", "cost", "work_cost", "opened_by", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "pm_project_task": {"roles": [], "fields": ["sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description", "closed_at", "parent", "top_task", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "problem": {"roles": ["sn_problem_read"], "fields": ["sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description", "closed_at", "resolved_at", "resolved_by", "resolution_code", "duplicate_of", "cmdb_ci", "cause_notes", "fix_notes", "opened_by", "confirmed_by", "workaround_communicated_by", "fix_communicated_by", "additional_assignee_list", "sys_updated_on"], "asked": ["resolved_at", "closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "problem_task": {"roles": ["sn_problem_read"], "fields": ["sys_id", "number", "state", "opened_at", "closed_at", "assignment_group", "assigned_to", "problem", "close_code", "problem_task_type", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "sc_req_item": {"roles": ["sn_request_read"], "fields": ["sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description", "closed_at", "closed_by", "requested_for", "opened_by", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "sc_task": {"roles": ["sn_request_read"], "fields": ["sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description", "closed_at", "closed_by", "request_item", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "sn_cim_inbound_m2m": {"roles": ["sn_cim.improvement_requester"], "fields": ["sys_id", "cim_register", "source_table", "source_id", "sys_updated_on"], "asked": ["sys_updated_on", "sys_id"], "guard": ""},
  "sn_cim_register": {"roles": ["sn_cim.improvement_requester"], "fields": ["sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description", "closed_at", "closure_code", "work_start", "work_end", "percent_complete", "base_value", "target_value", "achieved_outcome_category", "opened_by", "requested_for", "strategies", "business_service", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "sn_cim_related_kpi": {"roles": ["sn_cim.improvement_requester"], "fields": ["sys_id", "cim_register", "kpi", "sys_updated_on"], "asked": ["sys_updated_on", "sys_id"], "guard": ""},
  "sn_cim_task": {"roles": ["sn_cim.improvement_requester"], "fields": ["sys_id", "number", "state", "opened_at", "assignment_group", "assigned_to", "short_description", "closed_at", "parent", "sys_updated_on"], "asked": ["closed_at", "sys_updated_on", "sys_id"], "guard": ""},
  "std_change_producer_version": {"roles": [], "fields": ["sys_id", "name", "std_change_producer", "sys_created_by", "sys_updated_on"], "asked": ["sys_updated_on", "sys_id"], "guard": ""},
  "sys_journal_field": {"roles": [], "fields": ["sys_id", "sys_created_on", "sys_created_by", "name", "element", "element_id", "value", "sys_updated_on"], "asked": ["element", "name", "sys_created_on", "sys_updated_on", "sys_id"], "guard": "a rule opens the notes on every table, of human resources and security incidents as well"},
  "sys_user": {"roles": [], "fields": ["sys_id", "user_name", "name", "email", "active", "department", "sys_updated_on"], "asked": ["sys_updated_on", "sys_id"], "guard": ""},
  "sys_user_grmember": {"roles": [], "fields": ["sys_id", "user", "group", "sys_updated_on"], "asked": ["sys_updated_on", "sys_id"], "guard": ""},
  "sys_user_group": {"roles": [], "fields": ["sys_id", "name", "active", "manager", "sys_updated_on"], "asked": ["sys_updated_on", "sys_id"], "guard": ""},
  "task_outage": {"roles": [], "fields": ["sys_id", "sys_created_on", "task", "outage", "sys_updated_on"], "asked": ["sys_created_on", "sys_updated_on", "sys_id"], "guard": ""},
  "task_sla": {"roles": [], "fields": ["sys_id", "task", "sla", "stage", "has_breached", "end_time", "sys_updated_on"], "asked": ["end_time", "sys_updated_on", "sys_id"], "guard": ""}
};
// </tables>

(function () {
  var PROPERTY = 'glide.oauth.inbound.client.credential.grant_type.enabled';
  var counts = { added: 0, there: 0, look: 0 };
  var told = {};
  var known = {};
  var roleId = '';
  var held = {};

  function say(line) {
    if (typeof gs.print === 'function') {
      gs.print(line);
    } else {
      gs.info(line);
    }
  }

  function there(what) {
    counts.there += 1;
    say('there already: ' + what);
  }

  function look(what) {
    if (!told[what]) {
      told[what] = true;
      counts.look += 1;
      say('LOOK AT: ' + what);
    }
  }

  function text(value) {
    return value === null || value === undefined ? '' : '' + value;
  }

  /* The rows of a table with these values, each as an object of these fields. */
  function rows(table, wanted, fields) {
    var found = [];
    var record = new GlideRecord(table);
    var name;
    var i;
    var row;
    if (!record.isValid()) {
      return found;
    }
    for (name in wanted) {
      if (wanted.hasOwnProperty(name)) {
        record.addQuery(name, wanted[name]);
      }
    }
    record.query();
    while (record.next()) {
      row = { sys_id: text(record.getUniqueValue()) };
      for (i = 0; i < fields.length; i += 1) {
        row[fields[i]] = text(record.getValue(fields[i]));
      }
      found.push(row);
    }
    return found;
  }

  function first(table, wanted, fields) {
    var found = rows(table, wanted, fields || []);
    return found.length ? found[0] : null;
  }

  function isTable(name) {
    return new GlideRecord(name).isValid();
  }

  function isField(table, name) {
    return new GlideRecord(table).isValidField(name);
  }

  /* Adds a row, leaving out what its table does not have. The sys_id, or an empty string where nothing was added. */
  function add(table, values, what) {
    var record;
    var name;
    var made;
    if (DRY_RUN) {
      counts.added += 1;
      say('would add: ' + what);
      return '';
    }
    record = new GlideRecord(table);
    record.initialize();
    for (name in values) {
      if (values.hasOwnProperty(name) && record.isValidField(name)) {
        record.setValue(name, values[name]);
      }
    }
    made = text(record.insert());
    if (made) {
      counts.added += 1;
      say('added: ' + what);
    } else {
      look(what + ' could not be added; is this session elevated to security_admin?');
    }
    return made;
  }

  /* ---- who: role and user ---- */

  function addRole() {
    var found = first('sys_user_role', { name: ROLE });
    if (found) {
      roleId = found.sys_id;
      there('role ' + ROLE);
      return;
    }
    roleId = add('sys_user_role', {
      name: ROLE,
      description: 'May read what Drumbeat makes its digests of. Writes nothing.'
    }, 'role ' + ROLE);
  }

  /* A role, and all that it contains. */
  function hold(name, id) {
    var inner;
    var i;
    var found;
    if (held[name]) {
      return;
    }
    held[name] = true;
    if (!id) {
      return;
    }
    inner = rows('sys_user_role_contains', { role: id }, ['contains']);
    for (i = 0; i < inner.length; i += 1) {
      found = first('sys_user_role', { sys_id: inner[i].contains }, ['name']);
      if (found) {
        hold(found.name, found.sys_id);
      }
    }
  }

  function addUser() {
    var found = first('sys_user', { user_name: USER }, ['time_zone', 'web_service_access_only', 'active']);
    if (!found) {
      return add('sys_user', {
        user_name: USER,
        first_name: 'Drumbeat',
        last_name: 'Integration',
        active: true,
        web_service_access_only: true,
        time_zone: 'GMT'
      }, 'user ' + USER + ', web service access only, time zone GMT');
    }
    there('user ' + USER);
    if (found.time_zone !== 'GMT') {
      look('user ' + USER + ' has the time zone "' + found.time_zone + '"; set it to GMT');
    }
    if (!isTrue(found.web_service_access_only)) {
      look('user ' + USER + ' may sign in with a browser; tick "Web service access only"');
    }
    if (!isTrue(found.active)) {
      look('user ' + USER + ' is not active');
    }
    return found.sys_id;
  }

  function isTrue(value) {
    return value === 'true' || value === '1';
  }

  function giveRole(userId, name) {
    var role = name === ROLE ? { sys_id: roleId } : first('sys_user_role', { name: name });
    if (!role) {
      return false;
    }
    if (userId && role.sys_id && first('sys_user_has_role', { user: userId, role: role.sys_id })) {
      there(USER + ' has the role ' + name);
    } else {
      add('sys_user_has_role', { user: userId, role: role.sys_id }, 'role ' + name + ' for ' + USER);
    }
    hold(name, role.sys_id);
    return true;
  }

  function giveRoles(userId) {
    var wanted = [];
    var name;
    var i;
    giveRole(userId, ROLE);
    for (name in TABLES) {
      if (TABLES.hasOwnProperty(name) && LEFT_OUT.indexOf(name) < 0 && isTable(name)) {
        for (i = 0; i < TABLES[name].roles.length; i += 1) {
          if (wanted.indexOf(TABLES[name].roles[i]) < 0) {
            wanted.push(TABLES[name].roles[i]);
          }
        }
      }
    }
    if (SIGN_IN === 'basic') {
      wanted.push('snc_basic_auth_api_access');
    }
    for (i = 0; i < wanted.length; i += 1) {
      if (!giveRole(userId, wanted[i])) {
        look('there is no role ' + wanted[i] + ' here; its tables are opened by rules, where that is possible');
      }
    }
  }

  /* ---- what: rules ---- */

  function idOf(table, name) {
    var found = first(table, { name: name });
    return found ? found.sys_id : name;
  }

  var READ = idOf('sys_security_operation', 'read');
  var RECORD = idOf('sys_security_type', 'record');

  /* A table and those above it, nearest first. */
  function lineage(name) {
    var names = [];
    var found = first('sys_db_object', { name: name }, ['name', 'super_class']);
    while (found && names.indexOf(found.name) < 0) {
      names.push(found.name);
      found = found.super_class ? first('sys_db_object', { sys_id: found.super_class }, ['name', 'super_class']) : null;
    }
    return names.length ? names : [name];
  }

  /* The active rules at one name, each with the names of its roles; those that deny apart. */
  function rulesAt(name, operation) {
    var key = operation + ' ' + name;
    if (!known[key]) {
      known[key] = readRules(name, operation);
    }
    return known[key];
  }

  function readRules(name, operation) {
    var found = rows('sys_security_acl', { name: name, operation: operation, type: RECORD, active: true },
      ['decision_type', 'condition', 'script', 'advanced']);
    var allowing = [];
    var denying = [];
    var links;
    var role;
    var i;
    var j;
    for (i = 0; i < found.length; i += 1) {
      found[i].roles = [];
      links = rows('sys_security_acl_role', { sys_security_acl: found[i].sys_id }, ['sys_user_role']);
      for (j = 0; j < links.length; j += 1) {
        role = first('sys_user_role', { sys_id: links[j].sys_user_role }, ['name']);
        found[i].roles.push(role ? role.name : '?');
      }
      (found[i].decision_type === 'deny' ? denying : allowing).push(found[i]);
    }
    return { name: name, allowing: allowing, denying: denying };
  }

  /* The first of these names at which a rule stands, or null. Deny-Unless rules are told, wherever they are. */
  function deciding(names) {
    var found = null;
    var at;
    var i;
    for (i = 0; i < names.length; i += 1) {
      at = rulesAt(names[i], READ);
      if (at.denying.length) {
        look('a Deny-Unless rule stands at ' + names[i] + '; the account has to pass it: ' + rolesOf(at.denying));
      }
      if (!found && at.allowing.length) {
        found = at;
      }
    }
    return found;
  }

  function rolesOf(rules) {
    var names = [];
    var i;
    var j;
    for (i = 0; i < rules.length; i += 1) {
      for (j = 0; j < rules[i].roles.length; j += 1) {
        if (names.indexOf(rules[i].roles[j]) < 0) {
          names.push(rules[i].roles[j]);
        }
      }
    }
    return names.length ? names.join(', ') : 'no role';
  }

  /* Whether a rule asks for roles alone. */
  function isPlain(rule) {
    return !rule.condition && !(isTrue(rule.advanced) && rule.script);
  }

  /* Whether one of the rules lets the account pass whatever the record holds. */
  function isOpen(rules) {
    var i;
    var j;
    var plain;
    for (i = 0; i < rules.length; i += 1) {
      plain = isPlain(rules[i]);
      if (plain && !rules[i].roles.length) {
        return true;
      }
      for (j = 0; j < rules[i].roles.length; j += 1) {
        if (plain && held[rules[i].roles[j]]) {
          return true;
        }
      }
    }
    return false;
  }

  /* A read rule for our role. It is switched on once the role is bound to it: a rule without a role may open to all. */
  function addRule(name) {
    var id = add('sys_security_acl', {
      name: name,
      operation: READ,
      type: RECORD,
      decision_type: 'allow',
      active: false,
      admin_overrides: true,
      advanced: false,
      description: 'Drumbeat may read ' + name
    }, 'read rule ' + name + ' for ' + ROLE);
    var record;
    known = {};
    if (!id) {
      return;
    }
    if (!bind(id)) {
      look('the rule ' + name + ' was left switched off: the role could not be bound to it');
      return;
    }
    record = new GlideRecord('sys_security_acl');
    if (record.get(id)) {
      record.setValue('active', true);
      record.update();
    }
  }

  function bind(id) {
    var link = new GlideRecord('sys_security_acl_role');
    link.initialize();
    link.setValue('sys_security_acl', id);
    link.setValue('sys_user_role', roleId);
    return text(link.insert());
  }

  /* Rules of ours that were left switched off by a run that broke off. */
  function leftOff(name) {
    var links = roleId ? rows('sys_security_acl_role', { sys_user_role: roleId }, ['sys_security_acl']) : [];
    var i;
    var acl;
    for (i = 0; i < links.length; i += 1) {
      acl = first('sys_security_acl', { sys_id: links[i].sys_security_acl }, ['name', 'active']);
      if (acl && acl.name === name && !isTrue(acl.active)) {
        return true;
      }
    }
    return false;
  }

  function beside(name) {
    if (leftOff(name)) {
      look('the rule ' + name + ' for ' + ROLE + ' is switched off; switch it on, or leave it if that was meant');
      return;
    }
    addRule(name);
  }

  function openTable(name) {
    var above = lineage(name);
    var at = deciding(above.concat(['*']));
    if (!at || (isOpen(at.allowing) && !(at.name === '*' && deniesByDefault()))) {
      there('read access to ' + name + (at ? ', by the rules at ' + at.name : ''));
    } else if (CONSENTED.indexOf(at.name === '*' ? name : at.name) >= 0) {
      beside(at.name === '*' ? name : at.name);
    } else if (TABLES[name].guard) {
      look(name + ' is not opened: ' + TABLES[name].guard);
    } else if (at.name === name || (at.name === '*' && isAdminsAlone(at))) {
      beside(name);
    } else if (at.name !== '*') {
      look(name + ' has no read rule of its own; those at ' + at.name + ' decide (' + rolesOf(at.allowing) +
        '). A rule at ' + at.name + ' would open every table below it that has none: consent to "' + at.name +
        '", or give the account one of these roles');
    } else {
      look(name + ' has no read rule, nor has any table above it. A rule would keep out whoever reads it now by "*": ' +
        'consent to "' + name + '" if that is nobody');
    }
  }

  function deniesByDefault() {
    return text(gs.getProperty('glide.sm.default_mode')) === 'deny';
  }

  /* Whether what only "*" matches is for administrators alone, whom admin_overrides lets pass. A rule there that asks
     for another role, or for no role and by a condition or a script, may let others in whom a nearer rule keeps out. */
  function isAdminsAlone(at) {
    var i;
    var j;
    for (i = 0; i < at.allowing.length; i += 1) {
      if (!at.allowing[i].roles.length && !isPlain(at.allowing[i])) {
        return false;
      }
      for (j = 0; j < at.allowing[i].roles.length; j += 1) {
        if (at.allowing[i].roles[j] !== 'admin') {
          return false;
        }
      }
    }
    return deniesByDefault();
  }

  function fieldNames(above, field) {
    var named = [];
    var whole = [];
    var i;
    for (i = 0; i < above.length; i += 1) {
      named.push(above[i] + '.' + field);
      whole.push(above[i] + '.*');
    }
    return named.concat(['*.' + field], whole, ['*.*']);
  }

  function openField(name, field, above, done) {
    var at;
    var wide;
    if (!isField(name, field)) {
      return;
    }
    at = deciding(fieldNames(above, field));
    if (!at || isOpen(at.allowing) || done[at.name]) {
      return;
    }
    done[at.name] = true;
    wide = at.name.charAt(0) === '*' || at.name.charAt(at.name.length - 1) === '*';
    if (!wide || CONSENTED.indexOf(at.name) >= 0) {
      beside(at.name);
      return;
    }
    look(name + '.' + field + ' is decided by the rules at ' + at.name + ' (' + rolesOf(at.allowing) +
      '). A rule of its own would keep others from it: consent to "' + at.name + '", which opens all of its fields');
  }

  function askAbout(name, field, above) {
    var names = fieldNames(above, field);
    var operations = ['query_range', 'query_match'];
    var at;
    var i;
    var j;
    for (i = 0; i < operations.length; i += 1) {
      for (j = 0; j < names.length - 1; j += 1) {
        at = rulesAt(names[j], idOf('sys_security_operation', operations[i]));
        if (at.allowing.length && !isOpen(at.allowing)) {
          look('a rule for ' + operations[i] + ' stands at ' + names[j] + ' (' + rolesOf(at.allowing) +
            '); the account has to pass it, or ' + name + ' is refused');
        }
      }
    }
  }

  function openAll() {
    var done = {};
    var name;
    var above;
    var i;
    for (name in TABLES) {
      if (!TABLES.hasOwnProperty(name) || LEFT_OUT.indexOf(name) >= 0) {
        continue;
      }
      if (!isTable(name)) {
        say('not here: ' + name);
        continue;
      }
      above = lineage(name);
      openTable(name);
      for (i = 0; i < TABLES[name].fields.length; i += 1) {
        openField(name, TABLES[name].fields[i], above, done);
      }
      for (i = 0; i < TABLES[name].asked.length; i += 1) {
        askAbout(name, TABLES[name].asked[i], above);
      }
    }
  }

  /* Rules of ours for what is not read any more. */
  function tellIdle() {
    var links = roleId ? rows('sys_security_acl_role', { sys_user_role: roleId }, ['sys_security_acl']) : [];
    var i;
    var acl;
    var parts;
    for (i = 0; i < links.length; i += 1) {
      acl = first('sys_security_acl', { sys_id: links[i].sys_security_acl }, ['name']);
      parts = acl ? acl.name.split('.') : [];
      if (acl && CONSENTED.indexOf(acl.name) < 0 && isIdle(parts[0], parts[1])) {
        look('the rule ' + acl.name + ' for ' + ROLE + ' is not needed any more; take it away');
      }
    }
  }

  function isIdle(table, field) {
    var name;
    for (name in TABLES) {
      if (TABLES.hasOwnProperty(name) && LEFT_OUT.indexOf(name) < 0 && lineage(name).indexOf(table) >= 0 &&
          (!field || TABLES[name].fields.indexOf(field) >= 0)) {
        return false;
      }
    }
    return true;
  }

  /* ---- how: OAuth and knowledge ---- */

  function addProperty() {
    var found = first('sys_properties', { name: PROPERTY }, ['value']);
    if (!found) {
      add('sys_properties', {
        name: PROPERTY,
        type: 'boolean',
        value: 'true',
        description: 'OAuth clients may sign in by themselves (client credentials).'
      }, 'property ' + PROPERTY + ' = true');
    } else if (found.value === 'true') {
      there('property ' + PROPERTY);
    } else {
      look('the property ' + PROPERTY + ' is "' + found.value + '"; client credentials need it to be true');
    }
  }

  /* The column that the form calls "OAuth Application User": found by its label, for its name is documented nowhere. */
  function applicationUser() {
    var found = rows('sys_dictionary', { name: 'oauth_entity', reference: 'sys_user' }, ['element', 'column_label']);
    var i;
    for (i = 0; i < found.length; i += 1) {
      if (found[i].column_label === 'OAuth Application User') {
        return found[i].element;
      }
    }
    return '';
  }

  function addClient(userId) {
    var values = { name: 'Drumbeat', type: 'client', active: true };
    var column;
    if (SIGN_IN === 'basic') {
      return;
    }
    if (SIGN_IN === 'jwt_bearer') {
      look('make the OAuth client by hand: Application Registry > New > OAuth JWT API endpoint for external clients');
      return;
    }
    if (first('oauth_entity', { name: 'Drumbeat', type: 'client' })) {
      there('OAuth client Drumbeat');
      return;
    }
    if (SIGN_IN === 'client_credentials') {
      addProperty();
      values.default_grant_type = 'client_credentials';
      column = applicationUser();
      if (column) {
        values[column] = userId;
      } else {
        look('set "OAuth Application User" of the OAuth client Drumbeat to ' + USER + ' by hand');
      }
    }
    add('oauth_entity', values, 'OAuth client Drumbeat');
    look('open the OAuth client Drumbeat, and hand its client id and secret to whoever runs Drumbeat');
  }

  function openKnowledge(userId) {
    var criteria = first('user_criteria', { name: 'Drumbeat integration user' });
    var id = criteria ? criteria.sys_id : '';
    var base;
    var i;
    if (!isTable('kb_knowledge_base') || LEFT_OUT.indexOf('kb_knowledge') >= 0) {
      return;
    }
    if (!KNOWLEDGE_BASES.length) {
      look('name in KNOWLEDGE_BASES the knowledge bases whose articles may be told of');
      return;
    }
    for (i = 0; i < KNOWLEDGE_BASES.length; i += 1) {
      base = first('kb_knowledge_base', { title: KNOWLEDGE_BASES[i] });
      if (!base) {
        look('there is no knowledge base "' + KNOWLEDGE_BASES[i] + '"');
      } else {
        id = openBase(base.sys_id, KNOWLEDGE_BASES[i], userId, id);
      }
    }
  }

  function openBase(base, title, userId, criteria) {
    var reading = rows('kb_uc_can_read_mtom', { kb_knowledge_base: base }, ['user_criteria']);
    var i;
    if (rows('kb_uc_cannot_read_mtom', { kb_knowledge_base: base }, []).length) {
      look('"' + title + '" has "cannot read" criteria; see that none holds for ' + USER);
    }
    for (i = 0; i < reading.length; i += 1) {
      if (criteria && reading[i].user_criteria === criteria) {
        there('"can read" of ' + USER + ' on "' + title + '"');
        return criteria;
      }
    }
    if (!reading.length) {
      look('"' + title + '" has no "can read" criteria, so that it is open to all, or to nobody where the property ' +
        'glide.knowman.block_access_with_no_user_criteria is true. The first one would close it to everybody else; ' +
        'nothing was added');
      return criteria;
    }
    if (!criteria) {
      criteria = add('user_criteria', { name: 'Drumbeat integration user', user: userId, active: true },
        'user criteria "Drumbeat integration user"');
    }
    add('kb_uc_can_read_mtom', { kb_knowledge_base: base, user_criteria: criteria }, '"can read" on "' + title + '"');
    return criteria || (DRY_RUN ? 'to be added' : '');
  }

  function run() {
    var userId;
    say(DRY_RUN ? 'Only looking: nothing is changed until DRY_RUN is false.' : 'Adding what is missing.');
    addRole();
    userId = addUser();
    giveRoles(userId);
    openAll();
    tellIdle();
    addClient(userId);
    openKnowledge(userId);
    say(counts.added + (DRY_RUN ? ' would be added, ' : ' added, ') + counts.there + ' there already, ' +
      counts.look + ' to look at.');
    say('Then: drumbeat check');
  }

  run();
}());
