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

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.SnapshotPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class ImportedClusterTests {

	private static final StorageSettings SETTINGS = new StorageSettings("default", true, 1 << 20, 1000);

	private static final Set<String> CHANGES = Set.of("write", "truncate", "sync", "rename", "delete", "syncDirectory");

	private static final SnapshotPoint POINT = ImportedCluster.point("a:1", 7, 3, 1000);

	private static final byte[] CONTENT = new byte[100_000];

	@TempDir
	Path parent;

	@Test
	void theNewClusterHasOneMemberAndTheState() throws IOException {
		Path directory = this.parent.resolve("new/node");
		ImportedCluster.form(directory, SETTINGS, POINT, content());
		assertWhole(directory);
		Path another = this.parent.resolve("another");
		ImportedCluster.form(another, SETTINGS, POINT, content());
		assertThat(StorageCheck.check(another).identity().clusterId())
			.isNotEqualTo(StorageCheck.check(directory).identity().clusterId());
	}

	private static InputStream content() {
		return new ByteArrayInputStream(CONTENT);
	}

	private static void assertWhole(Path directory) throws IOException {
		StorageSummary summary = StorageCheck.check(directory);
		assertThat(summary.problems()).isEmpty();
		assertThat(summary.snapshots()).containsExactly(POINT);
		assertThat(summary.configuration().members()).containsExactly(new Member(1, "a:1", MemberRole.VOTER));
		assertThat(summary.hardState()).isEqualTo(new HardState(3, 0));
		assertThat(summary.identity().nodeId()).isOne();
		assertThat(summary.identity().clusterId()).isNotZero();
		assertThat(summary.firstIndex()).isEqualTo(8);
		try (NodeStorage storage = NodeStorage.open(FileDisk.open(directory), SETTINGS);
				StoredSnapshot snapshot = storage.openSnapshot();
				InputStream content = snapshot.content()) {
			assertThat(content.readAllBytes()).isEqualTo(CONTENT);
		}
	}

	/**
	 * What a crash leaves is as good as empty, or refused, or the whole.
	 */
	@Test
	void aCrashAtAnyPointLeavesNothingThatStartsWithAPartAndCanBeRepeated() throws IOException {
		int refused = 0;
		for (int changes = 0;; changes++) {
			Path directory = this.parent.resolve("node" + changes);
			if (!crashAfter(changes, directory)) {
				assertWhole(directory);
				break;
			}
			if (Files.exists(directory.resolve(DirectoryOwner.IMPORTING))) {
				refused++;
				assertThatExceptionOfType(DirectoryRefusedException.class)
					.isThrownBy(() -> NodeStorage.open(FileDisk.open(directory), SETTINGS))
					.withMessageContaining("was cut short: do it again");
				assertThat(StorageCheck.check(directory).problems())
					.anyMatch((problem) -> problem.contains("cut short"));
			}
			else if (files(directory).contains("identity")) {
				assertWhole(directory);
				continue;
			}
			else {
				assertThat(files(directory)).isSubsetOf("lock");
			}
			ImportedCluster.form(directory, SETTINGS, POINT, content());
			assertWhole(directory);
		}
		assertThat(refused).isGreaterThan(8);
	}

	private static List<String> files(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private static boolean crashAfter(int changes, Path directory) throws IOException {
		int[] left = { changes };
		try {
			ImportedCluster.form(proxy(Disk.class, FileDisk.open(directory), left), SETTINGS, POINT, content());
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
	void aDirectoryWithAnythingInItIsLeftAlone() throws IOException {
		Path directory = Files.createDirectories(this.parent.resolve("used"));
		Files.writeString(directory.resolve("notes.txt"), "mine");
		assertThatExceptionOfType(DirectoryRefusedException.class)
			.isThrownBy(() -> ImportedCluster.form(directory, SETTINGS, POINT, content()))
			.withMessageContaining("there is \"notes.txt\" in it");
		assertThat(files(directory)).containsExactly("notes.txt");
		Path node = this.parent.resolve("node");
		ImportedCluster.form(node, SETTINGS, POINT, content());
		assertThatExceptionOfType(DirectoryRefusedException.class)
			.isThrownBy(() -> ImportedCluster.form(node, SETTINGS, POINT, content()));
		assertWhole(node);
		Path unfinished = Files.createDirectories(this.parent.resolve("unfinished"));
		Files.writeString(unfinished.resolve(DirectoryOwner.IMPORTING), "");
		Files.writeString(unfinished.resolve("notes.txt"), "mine");
		assertThatExceptionOfType(DirectoryRefusedException.class)
			.isThrownBy(() -> ImportedCluster.form(unfinished, SETTINGS, POINT, content()));
		assertThat(unfinished.resolve("notes.txt")).hasContent("mine");
	}

	@Test
	void contentThatCannotBeReadLeavesADirectoryInWhichNothingStarts() {
		Path directory = this.parent.resolve("node");
		InputStream broken = new FilterInputStream(content()) {

			@Override
			public int read(byte[] bytes, int offset, int count) throws IOException {
				int read = super.read(bytes, offset, count);
				if (read < 0) {
					throw new IOException("planned");
				}
				return read;
			}

		};
		assertThatIOException().isThrownBy(() -> ImportedCluster.form(directory, SETTINGS, POINT, broken))
			.withMessage("planned");
		assertThatExceptionOfType(DirectoryRefusedException.class)
			.isThrownBy(() -> NodeStorage.open(FileDisk.open(directory), SETTINGS));
	}

}
