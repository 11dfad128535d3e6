#pragma once
// Plays the story of the demo, a script in YAML: who does what on which day. It knows no city, no
// authority and no form by name; all of that stands in the script.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/demo_files.h"
#include "app/demo_stage.h"
#include "app/demo_telling.h"
#include "app/messages.h"
#include "base/yaml.h"

namespace dengbao {

// What stands in the closing table: one case that the script follows, by its own name.
struct DemoFollowed {
  std::string name, case_id, object, unit;
};
struct DemoDocument {
  std::string case_id, event, id, kind, number, title;
  std::string pdf, docx;  // paths
};
struct DemoCounts {
  std::int64_t reminders = 0, escalations = 0;             // of the cases that the story follows
  std::int64_t others_reminded = 0, others_escalated = 0;  // of those taken over from the list
  int refused = 0;                                         // as the script expects
};

class DemoPlay {
 public:
  DemoPlay(DemoStage& stage, const Yaml& script, const std::map<std::string, std::string>& files,
           std::string folder, DemoTeller& teller, const Messages& messages, const LawFiles& law);

  // Errors: those of the words; demo.expected where the script expects something else.
  Status run();

  const std::vector<DemoFollowed>& followed() const { return followed_; }
  const std::vector<DemoDocument>& documents() const { return documents_; }
  const DemoCounts& counts() const { return counts_; }
  const json::object& import() const { return import_; }
  // The letter ("A", "退回") that a template is, by the script; empty for what is none.
  std::string letter(const std::string& kind) const;

 private:
  Status step(const Yaml& y);
  Status go_to(Date day);
  // Parties, capacities, bindings, the list.
  Status org(const Yaml& y);
  Status grants(const std::string& party, const Yaml& y);
  Status register_table(const Yaml& y);
  Status import_list(const Yaml& y);
  // Cases.
  Status open(const Yaml& y);
  Status act(const Yaml& y);
  Status find(const Yaml& y);
  Status expect_refusal(const Yaml& y, const Result<json::object>& answer);
  Result<std::string> case_named(const std::string& name);
  Status give(const Yaml& y, const Procedure& p, Words& words);
  // What has come of it.
  void say(const Yaml& y);
  Status tell_events();
  Status tell_step(const EventRow& row);
  Status tell_document(const EventRow& row);
  Status tell_duties(const std::string& case_id);
  Status tell_changes(const std::string& case_id);
  Status tell_list(const std::string& case_id, const std::string& fact);
  Result<bool> in_story(const std::string& case_id);

  DemoStage& stage_;
  const Yaml& script_;
  const std::map<std::string, std::string>& files_;
  std::string folder_;
  DemoTeller& teller_;
  const Messages& messages_;
  DemoPapers papers_;
  std::map<std::string, std::string> cases_;  // by the script's names
  std::set<std::string> in_story_;
  std::map<std::string, std::string> duties_told_;
  std::vector<DemoFollowed> followed_;
  std::vector<DemoDocument> documents_;
  DemoCounts counts_;
  json::object import_;
  std::string counted_;    // the count that was explained last
  std::int64_t seen_ = 0;  // events told so far
};

}  // namespace dengbao
