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

package io.raftboot.machine;

import java.util.ArrayList;
import java.util.List;

import io.raftboot.Member;
import io.raftboot.NodeSettings;
import io.raftboot.NodeStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Addresses that were set, but that the log knows better: they count only for a node with
 * an empty directory, and nothing else would tell that they are ignored.
 */
final class OldData {

	private static final Logger log = LoggerFactory.getLogger(OldData.class);

	private OldData() {
	}

	/**
	 * Warn of settings that differ from what the log of a started node says.
	 */
	static void warn(NodeSettings settings, NodeStatus status) {
		warnings(settings, status).forEach(log::warn);
	}

	static List<String> warnings(NodeSettings settings, NodeStatus status) {
		List<String> warnings = new ArrayList<>();
		Member self = status.self();
		if (self == null) {
			return warnings;
		}
		String address = settings.address();
		if (address != null && !address.equals(self.address())) {
			warnings.add("raft.address=" + address + " is not the address of this member: the log in "
					+ settings.dataDirectory() + " has \"" + self.address() + "\", and that is where the others look"
					+ " for it. Set that again; or, to move the node, remove it, delete the directory and add it with"
					+ " the new address.");
		}
		List<String> known = status.members().stream().map(Member::address).toList();
		List<String> unknown = settings.members().stream().filter((member) -> !known.contains(member)).toList();
		if (!settings.manualBootstrap() && settings.join().isEmpty() && !unknown.isEmpty()) {
			warnings.add("raft.members has " + unknown + ", which the log in " + settings.dataDirectory()
					+ " does not have: its members are " + known + " and only they count, because raft.members is read"
					+ " for an empty directory alone. Use AddServer and RemoveServer, or name another directory.");
		}
		return warnings;
	}

}
