#pragma once
// What parent and worker agree on: descriptors, words of the command line, exit codes.

namespace dengbao::sandbox {

inline constexpr int kInputDescriptor = 3;
inline constexpr int kOutputDescriptor = 4;
inline constexpr const char* kWorkerFlag = "--worker";
// Set in a worker's environment: a program that forgot to dispatch cannot start workers of its own.
inline constexpr const char* kInsideVariable = "DENGBAO_WORKER";
inline constexpr int kExitNoSuchWorker = 64;
inline constexpr int kExitNoInput = 65;
inline constexpr int kExitOutputLost = 66;

}  // namespace dengbao::sandbox
