#pragma once
// What the words that write have in common: who acts, on which clock, and the answer with its
// receipt.

#include "app/catalogue.h"
#include "app/installation.h"
#include "app/rendering.h"
#include "app/session.h"

namespace dengbao {

// What a caller may do; one row each of the permission table.
enum class Permission : std::uint8_t {
  Read,        // what one's party may see
  Act,         // moves in the roles of one's party
  Register,    // parties and objects of one's own
  Administer,  // accounts, bindings, laws, calendars, everybody's records
  Audit,       // the log as a whole
};

// The account of --as, or the local operator where the operating system is the guard.
Result<Actor> actor_of(Session& session, Reading& reading);
// Refused app.not_allowed where the actor may not. `for_party`: whose record it is about.
Status allowed(Reading& reading, const Actor& actor, Permission permission,
               std::string_view for_party = {});
// What the actor may see: a party, or empty for everything.
Result<std::string> viewer_of(Reading& reading, const Actor& actor);

// Opens for writing. --as-of moves a simulated clock, with everything that falls due on the way.
Result<Installation*> open_for_writing(Session& session);
// Submits, carries out what follows, and answers with event, case, version and receipt.
Result<Answer> submit(Session& session, Installation& installation, Request request);
// Id of the idempotency key and digest of what is asked.
Request request_of(const Actor& actor, const Arguments& arguments, std::string_view word);
// Names must be unique enough to be typed: an id, or an exact name or code of a record.
Result<std::string> find_record(Reading& reading, std::string_view kind, const std::string& given);
json::object document_of(const RecordRow& row);
// A stored file, its digest computed anew. Negative log.file_differs, NotFound document.no_file.
// External app.cannot_write_file: names the path; `reason` is for -v.
std::unexpected<Explanation> cannot_write(const std::string& path, std::string reason);
Result<std::string> stored_file(Reading& reading, const std::string& digest);
// A head that was remembered: the note itself, or the JSON of `ledger checkpoint`.
Result<std::string> remembered_note(const std::string& path);
Result<std::string> read_whole_file(const std::string& path);
Status write_whole_file(const std::string& path, std::string_view bytes, bool replace);

}  // namespace dengbao
