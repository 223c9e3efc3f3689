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

package io.raftboot.faults;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;

/**
 * Changes of membership through whichever node answers, again until they are done.
 */
final class Membership {

	private static final int ALREADY_ADDED = 101;

	private static final int NOT_A_MEMBER = 102;

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

	private Membership() {
	}

	static void remove(Cluster cluster, FaultNode node) throws IOException {
		change(cluster, node, "RemoveServer", NOT_A_MEMBER);
	}

	/** Wipe a node that was removed, and let it become a new member. */
	static void addAnew(Cluster cluster, FaultNode node) throws IOException {
		node.kill();
		node.disk().wipe();
		node.forgetFounders();
		cluster.start(List.of(node));
		change(cluster, node, "AddServer", ALREADY_ADDED);
	}

	private static void change(Cluster cluster, FaultNode node, String method, int already) throws IOException {
		long end = System.nanoTime() + PATIENCE;
		String last = "nobody answers";
		while (System.nanoTime() < end) {
			for (FaultNode other : cluster.othersThan(node)) {
				last = attempt(other, method, node.address(), already);
				if (last.isEmpty()) {
					return;
				}
			}
			Pauses.millis(50);
		}
		throw new IOException(method + " of " + node + " does not succeed: " + last);
	}

	private static String attempt(FaultNode through, String method, String address, int already) {
		if (!through.isUsable()) {
			return "nobody answers";
		}
		try {
			JsonNode reply = through.call(method, "{\"addr\":\"" + address + "\"}");
			boolean done = reply.has("result") || reply.path("error").path("code").asInt() == already;
			return done ? "" : reply.toString();
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
