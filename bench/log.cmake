# The log beside its limit program, and the verification of a large one.
find_package(OpenSSL REQUIRED)
add_executable(log_append log_append.cc)
target_link_libraries(log_append PRIVATE dengbao_ledger)
add_executable(log_append_limit log_append_limit.cc)
target_link_libraries(log_append_limit PRIVATE OpenSSL::Crypto)
add_executable(log_verify log_verify.cc)
target_link_libraries(log_verify PRIVATE dengbao_ledger)
