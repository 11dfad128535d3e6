#pragma once
// Tokens of servers where somebody has signed in: one file in the home of the user, mode 0600.

#include <optional>
#include <string>

#include "base/result.h"

namespace dengbao::client {

// $DENGBAO_TOKENS, else $XDG_CONFIG_HOME/dengbao/tokens.json, else ~/.config/dengbao/tokens.json.
std::string token_file();
// $DENGBAO_TOKEN goes first. External app.cannot_read; Refused client.token_file_open where others
// may read the file.
Result<std::optional<std::string>> token_of(const std::string& server);
Status keep_token(const std::string& server, const std::string& account, const std::string& token);

}  // namespace dengbao::client
