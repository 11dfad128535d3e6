# Durable moves through the whole path: decide, store, log, signature, receipt.
add_executable(durable_moves durable_moves.cc)
target_link_libraries(durable_moves PRIVATE dengbao_store dengbao_app Threads::Threads)
