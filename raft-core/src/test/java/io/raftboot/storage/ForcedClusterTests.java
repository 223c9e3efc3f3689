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
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.SnapshotPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ForcedClusterTests {

	private static final StorageSettings SETTINGS = new StorageSettings("default", true, 1 << 20, 1000);

	private static final Set<String> CHANGES = Set.of("write", "truncate", "sync", "rename", "delete", "syncDirectory");

	private static final Configuration THREE = new Configuration(List.of(new Member(1, "a:1", MemberRole.VOTER),
			new Member(2, "b:1", MemberRole.VOTER), new Member(7, "c:1", MemberRole.VOTER)), List.of(), 9, 150, 300);

	@TempDir
	Path parent;

	private Path survivor(String name, Configuration configuration, boolean removed) throws IOException {
		Path directory = this.parent.resolve(name);
		try (NodeStorage storage = NodeStorage.open(FileDisk.open(directory), SETTINGS)) {
			storage.save(new Identity(11, 12, 2, removed));
			storage.save(new HardState(5, 1));
			storage
				.append(List.of(new Entry(1, 1, 0, EntryType.CONFIGURATION, ConfigurationCodec.encode(configuration)),
						new Entry(2, 4, 2000, EntryType.COMMAND, new byte[] { 1, 2, 3 })));
			storage.sync();
		}
		return directory;
	}

	@Test
	void theSurvivorIsTheOnlyMemberOfANewClusterAndKeepsItsLog() throws IOException {
		Path directory = survivor("node", THREE, false);
		ForcedCluster.form(FileDisk.open(directory), SETTINGS, null);
		StorageSummary summary = StorageCheck.check(directory);
		assertThat(summary.problems()).isEmpty();
		assertThat(summary.lastIndex()).isEqualTo(3);
		assertThat(summary.lastTerm()).isEqualTo(6);
		assertThat(summary.hardState()).isEqualTo(new HardState(6, 2));
		assertThat(summary.configuration())
			.isEqualTo(new Configuration(List.of(new Member(2, "b:1", MemberRole.VOTER)), List.of(), 9, 150, 300));
		assertThat(summary.identity().clusterId()).isNotIn(0L, 12L);
		assertThat(summary.identity().nodeId()).isEqualTo(2);
		try (NodeStorage storage = NodeStorage.open(FileDisk.open(directory), SETTINGS)) {
			assertThat(storage.log().entries(2, 2, 1).get(0).payload()).containsExactly(1, 2, 3);
			assertThat(storage.log().entries(3, 3, 1).get(0).timestampMillis()).isEqualTo(2000);
		}
	}

	@Test
	void anotherAddressCanBeGiven() throws IOException {
		Path directory = survivor("node", THREE, false);
		assertThat(ForcedCluster.form(FileDisk.open(directory), SETTINGS, "d:2").members())
			.containsExactly(new Member(2, "d:2", MemberRole.VOTER));
	}

	/**
	 * Whatever a crash leaves may speak for the old cluster, or decide alone, never both.
	 */
	@Test
	void aCrashAtAnyPointLeavesNoLoneVoterInTheOldClusterAndCanBeRepeated() throws IOException {
		int crashes = 0;
		for (int changes = 0;; changes++) {
			Path directory = survivor("node" + changes, THREE, false);
			boolean crashed = crashAfter(changes, directory);
			StorageSummary left = StorageCheck.check(directory);
			assertThat(left.problems()).as("after %d changes", changes).isEmpty();
			if (left.identity().clusterId() == 12) {
				assertThat(left.configuration()).as("after %d changes", changes).isEqualTo(THREE);
			}
			if (!crashed) {
				assertThat(left.configuration().members()).hasSize(1);
				break;
			}
			crashes++;
			if (left.configuration().members().size() > 1) {
				ForcedCluster.form(FileDisk.open(directory), SETTINGS, null);
			}
			StorageSummary repeated = StorageCheck.check(directory);
			assertThat(repeated.configuration().members()).hasSize(1);
			assertThat(repeated.identity().clusterId()).isNotEqualTo(12);
			assertThat(repeated.lastIndex()).isGreaterThanOrEqualTo(3);
		}
		assertThat(crashes).isGreaterThan(8);
	}

	private static boolean crashAfter(int changes, Path directory) throws IOException {
		int[] left = { changes };
		try {
			ForcedCluster.form(proxy(Disk.class, FileDisk.open(directory), left), SETTINGS, null);
			return false;
		}
		catch (UncheckedIOException ex) {
			return true;
		}
		catch (IOException ex) {
			assertThat(ex).hasMessageContaining("crashed");
			return true;
		}
	}

	/** Lets a number of changes through, and then none any more. */
	private static <T> T proxy(Class<T> type, T target, int[] left) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> call(target, method, arguments, left)));
	}

	private static Object call(Object target, Method method, Object[] arguments, int[] left) throws Throwable {
		if (CHANGES.contains(method.getName()) && left[0]-- <= 0) {
			throw new IOException("crashed");
		}
		try {
			Object result = method.invoke(target, arguments);
			return (result instanceof DiskFile file) ? proxy(DiskFile.class, file, left) : result;
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	@Test
	void nodesThatCannotBeItAreRefusedAndUntouched() throws IOException {
		refuses(survivor("removed", THREE, true), "was removed");
		refuses(survivor("witness", with(new Member(2, "b:1", MemberRole.WITNESS), List.of()), false), "is a witness");
		refuses(survivor("joining", with(new Member(2, "b:1", MemberRole.VOTER), List.of(2L)), false), "catching up");
		refuses(survivor("gone", with(new Member(3, "b:1", MemberRole.VOTER), List.of()), false),
				"in the cluster no more");
		refuses(survivor("alone",
				new Configuration(List.of(new Member(2, "b:1", MemberRole.VOTER)), List.of(), 2, 0, 0), false),
				"only member already");
	}

	private static Configuration with(Member member, List<Long> joining) {
		return new Configuration(List.of(new Member(1, "a:1", MemberRole.VOTER), member), List.of(), 9, 0, 0, joining);
	}

	private static void refuses(Path directory, String problem) throws IOException {
		StorageSummary before = StorageCheck.check(directory);
		assertThatExceptionOfType(DirectoryRefusedException.class)
			.isThrownBy(() -> ForcedCluster.form(FileDisk.open(directory), SETTINGS, null))
			.withMessageContaining(problem);
		assertThat(StorageCheck.check(directory)).isEqualTo(before);
	}

	@Test
	void aFlippedByteIsFoundInEveryFile() throws IOException {
		Path directory = survivor("node", THREE, false);
		try (NodeStorage storage = NodeStorage.open(FileDisk.open(directory), SETTINGS)) {
			SnapshotFileWriter writer = storage.newSnapshot();
			try (var content = writer.content(new SnapshotPoint(2, 4, THREE, 1, 2000))) {
				content.write(new byte[1000]);
			}
			storage.install(writer);
		}
		for (String name : FileNames.of(directory)) {
			Path file = directory.resolve(name);
			byte[] good = Files.readAllBytes(file);
			if (name.equals("lock")) {
				continue;
			}
			byte[] bad = good.clone();
			bad[name.endsWith(".seg") ? 120 : bad.length / 2] ^= 0x10;
			Files.write(file, bad);
			assertThat(StorageCheck.check(directory).problems()).as(name)
				.isNotEmpty()
				.first()
				.asString()
				.contains(name);
			Files.write(file, good);
		}
		assertThat(StorageCheck.check(directory).problems()).isEmpty();
	}

}
