// A duty of a case as its parties see it.
#include <boost/json.hpp>

#include "app/case_view.h"
#include "app/duty_pauses.h"
#include "engine/duties.h"

namespace dengbao {

json::object role_label(const Procedure& p, Symbol role) {
  static const Symbol kSystem("system");
  if (role == kSystem) return label_json({"系统", "the system"});
  const RoleDecl* decl = p.role(role);
  return label_json(decl && !decl->label.empty() ? decl->label : Label{role.text(), role.text()});
}

json::array beside_json(const DutyDecl& duty) {
  json::array out;
  for (const auto& [clause, value] : duty.beside)
    out.push_back(json::object{{"clause", clause}, {"value", value}});
  return out;
}

Result<json::object> duty_json(const Duty& d, const Case& c, const Procedure& p,
                               const CaseViewer& viewer) {
  const Calendar& calendar = viewer.installation.calendar();
  json::object o{{"duty", d.name.text()},
                 {"instance", d.instance},
                 {"label", label_json(d.decl->label)},
                 {"case", c.id},
                 {"owner", d.owner},
                 {"owner_name", TRY(viewer.names.party(d.owner))},
                 {"role", d.decl->owner.text()},
                 {"role_label", role_label(p, d.decl->owner)},
                 {"recipient", d.recipient},
                 {"recipient_name", TRY(viewer.names.party(d.recipient))},
                 {"status", d.overdue(viewer.now) ? "overdue" : duty_status_name(d.status)},
                 {"starts", d.starts.iso()},
                 {"counted", d.budget},
                 {"provisional", d.provisional}};
  o["due"] = d.due ? json::value(d.due_date()->iso()) : json::value(nullptr);
  o["due_at"] = d.due ? json::value(d.due->iso()) : json::value(nullptr);
  o["remaining_working_days"] =
      d.due && d.status == DutyStatus::Running
          ? json::value(calendar.working_days_between(viewer.now.date(), *d.due_date()))
          : json::value(nullptr);
  o["citations"] = json::array(d.decl->cites.begin(), d.decl->cites.end());
  o["work"] = duty_work_name(d.decl->work);
  o["beside"] = beside_json(*d.decl);
  json::array pauses;
  for (const PauseSpan& still : pauses_of(d, c))
    pauses.push_back(
        json::object{{"from", still.from.iso()},
                     {"to", still.to ? json::value(still.to->iso()) : json::value(nullptr)}});
  o["pauses"] = std::move(pauses);
  return o;
}

}  // namespace dengbao
