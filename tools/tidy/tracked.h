#pragma once
// What is under version control, whether a rule reads its text or not.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tidy {

// What `git -C FOLDER ARGUMENTS` prints; nothing where there is no git or it fails.
std::optional<std::string> git(const std::filesystem::path& folder,
                               const std::vector<std::string>& arguments);

// Paths from the root, with slashes: what git tracks; outside a repository every file that is not
// built or fetched.
std::vector<std::string> tracked(const std::filesystem::path& root);

}  // namespace tidy
