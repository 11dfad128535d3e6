#pragma once
// Events as people read them: what was done in the words of the law, about whom, in which case.

#include "app/installation.h"
#include "app/naming.h"

namespace dengbao {

// What an event of the register is called; the name of the kind itself where it has no words.
Label deed_words(const std::string& kind);

class DeedRows {
 public:
  DeedRows(Installation& in, Reading& reading) : in_(in), reading_(reading), names_(reading) {}
  // {event, index, at, on, kind, what, case, version, subject_name, case_title?}
  Result<json::object> row(const EventRow& e);

 private:
  Status document_words(const std::string& id, json::object& o);
  Status case_words(const std::string& id, const EventRow& e, json::object& o);

  Installation& in_;
  Reading& reading_;
  Names names_;
};

}  // namespace dengbao
