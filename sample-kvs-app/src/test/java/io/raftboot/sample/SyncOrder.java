/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the system saw of a node: whether anything left it over a socket after an entry
 * was written to the log and before that write was durable. The leader sends its entries
 * before it writes them, so nothing does.
 *
 * @param synced writes of entries that a sync followed
 * @param sent what left the node over sockets
 * @param early what left between a write and its sync
 */
record SyncOrder(int synced, int sent, List<String> early) {

	/** A longer one holds an entry; a mark, which promises nothing, has this length. */
	private static final int MARK = 40;

	private static final Pattern LOG_WRITE = Pattern.compile("pwrite64\\(.*log-[0-9]+\\.seg>.*, ([0-9]+), [0-9]+.*");

	private static final Pattern SOCKET_WRITE = Pattern
		.compile(".* (?:write|writev|sendto|sendmsg)\\([0-9]+<(?:socket|TCP).*");

	private static final Pattern SYNCED = Pattern.compile(".*fdatasync(?:\\(.*\\)| resumed>\\)) += 0.*");

	/**
	 * Read a trace.
	 * @param lines what {@code strace -f -y} wrote
	 */
	static SyncOrder of(List<String> lines) {
		int synced = 0;
		int sent = 0;
		boolean open = false;
		List<String> early = new ArrayList<>();
		for (String line : lines) {
			if (isEntry(line)) {
				open = true;
			}
			else if (SYNCED.matcher(line).matches()) {
				synced += open ? 1 : 0;
				open = false;
			}
			else if (SOCKET_WRITE.matcher(line).matches()) {
				sent++;
				if (open) {
					early.add(line);
				}
			}
		}
		return new SyncOrder(synced, sent, early);
	}

	private static boolean isEntry(String line) {
		var write = LOG_WRITE.matcher(line);
		return write.find() && Integer.parseInt(write.group(1)) > MARK;
	}

}
