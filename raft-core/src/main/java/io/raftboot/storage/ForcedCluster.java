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

package io.raftboot.storage;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.HardState;
import org.jspecify.annotations.Nullable;

/**
 * Makes one survivor of a lost majority the only member of a new cluster. Raft has no
 * safe way back from there: what only the lost members had is gone, and what the survivor
 * has counts as committed.
 * <p>
 * The cluster's number changes, so nobody of the old cluster is ever heard again, and
 * member numbers go on from the highest that was used. The order of the writes is such
 * that a crash between any two leaves either a member of the old cluster, or one that
 * belongs to no cluster that exists and cannot elect itself; never one that decides alone
 * under the old number. Doing it again then completes it.
 */
public final class ForcedCluster {

	private static final SecureRandom random = new SecureRandom();

	private ForcedCluster() {
	}

	/**
	 * Return the configuration that the new cluster would begin with.
	 * @param path the directory, for messages
	 * @param identity who the survivor is
	 * @param before the configuration that is in force there
	 * @param address another address for it, {@code null} to keep its own
	 * @return the survivor as the only member, a voter
	 * @throws DirectoryRefusedException if the node cannot be it: it never was a member,
	 * was removed, keeps no values, or is the only member already
	 */
	public static Configuration plan(String path, Identity identity, Configuration before, @Nullable String address)
			throws DirectoryRefusedException {
		if (identity.nodeId() == 0 || identity.removed()) {
			throw refused(path,
					(identity.removed() ? "its node was removed from the cluster" : "its node never was a member")
							+ ": name the directory of a member");
		}
		Member self = before.members()
			.stream()
			.filter((member) -> member.nodeId() == identity.nodeId())
			.findFirst()
			.orElseThrow(() -> refused(path, "its log says that its node, member " + identity.nodeId()
					+ ", is in the cluster no more: name the directory of a member"));
		if (self.role() == MemberRole.WITNESS) {
			throw refused(path, "its node is a witness, which keeps no values: name the directory of another member");
		}
		if (before.joining().contains(self.nodeId())) {
			throw refused(path, "its node was still catching up: name the directory of another member");
		}
		String newAddress = (address != null) ? address : self.address();
		if (before.members().size() == 1 && !before.isJoint() && newAddress.equals(self.address())) {
			throw refused(path, "its node is the only member already: start it");
		}
		return new Configuration(List.of(new Member(self.nodeId(), newAddress, MemberRole.VOTER)), List.of(),
				before.highestId(), before.minElectionTimeoutMillis(), before.maxElectionTimeoutMillis());
	}

	private static DirectoryRefusedException refused(String path, String problem) {
		return new DirectoryRefusedException(path, problem, null);
	}

	/**
	 * Form the new cluster, durably.
	 * @param disk the survivor's directory, locked; closed in any case
	 * @param settings the settings of its storage
	 * @param address another address for it, {@code null} to keep its own
	 * @return the configuration that the new cluster begins with
	 * @throws DirectoryRefusedException as {@link #plan} does: nothing was changed
	 * @throws IOException if the directory is damaged, or the disk fails or is full: it
	 * is to be done again
	 */
	public static Configuration form(Disk disk, StorageSettings settings, @Nullable String address) throws IOException {
		try (NodeStorage storage = NodeStorage.open(disk, settings)) {
			Identity identity = storage.identity();
			Configuration after = plan(disk.describe(IdentityFile.NAME), identity, inForce(storage), address);
			long last = storage.log().lastIndex();
			// a term of its own: no entry of the old cluster can have it at this index
			// here
			long term = Math.max(storage.hardState().term(), storage.log().term(last)) + 1;
			storage.save(new HardState(term, identity.nodeId()));
			storage
				.save(new Identity(identity.directoryId(), newNumber(identity.clusterId()), identity.nodeId(), false));
			storage.append(List.of(new Entry(last + 1, term, timestamp(storage, last), EntryType.CONFIGURATION,
					ConfigurationCodec.encode(after))));
			storage.sync();
			return after;
		}
	}

	private static Configuration inForce(NodeStorage storage) {
		List<Configuration> configurations = List.copyOf(storage.configurations().values());
		return configurations.isEmpty() ? storage.snapshot().configuration()
				: configurations.get(configurations.size() - 1);
	}

	private static long newNumber(long old) {
		long number = random.nextLong();
		while (number == 0 || number == old) {
			number = random.nextLong();
		}
		return number;
	}

	/** Timestamps never fall along the log, whatever this machine's clock says. */
	private static long timestamp(NodeStorage storage, long last) {
		if (last > storage.log().baseIndex()) {
			return storage.log().entries(last, last, 1).get(0).timestampMillis();
		}
		return storage.snapshot().timestampMillis();
	}

}
